"""Booking's side of the story: clinics, appointments and uses as events, and deliveries as scans."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from typing import Any
from uuid import UUID

import httpx

from cartridge_codes.gs1 import CartridgeCode, write_scan
from chassis.ids import new_id
from contracts.booking.appointments import (
    AppointmentBooked,
    AppointmentCancelled,
    AppointmentMissed,
    AppointmentMoved,
    AppointmentReinstated,
    AppointmentTime,
    CartridgeNeed,
)
from contracts.booking.cartridges import (
    CartridgeDiscarded,
    CartridgeDiscardWithdrawn,
    CartridgeUsed,
    CartridgeUseWithdrawn,
)
from contracts.booking.clinics import ClinicDetails, ClinicOpened

PEN = "09506000134352"
ROLLER = "00614141007349"
START = datetime(2027, 3, 9, 9, 0, tzinfo=UTC)
"""A Tuesday; winter time in Lisbon, summer time in Auckland."""
LATER = START.date() + timedelta(days=300)
_serials = count(1)


def in_days(days: int) -> date:
    return START.date() + timedelta(days=days)


def at(day: date, hour: int = 10) -> datetime:
    return datetime.combine(day, time(hour), UTC)


def scan(lot: str, expires_on: date = LATER, gtin: str = PEN, serial: str | None = None) -> str:
    return write_scan(CartridgeCode(gtin, lot, expires_on, serial))


def opened(clinic_id: UUID, zone: str = "Europe/Lisbon", name: str = "Chiado") -> ClinicOpened:
    return ClinicOpened(
        clinic_id=clinic_id,
        details=ClinicDetails(
            name=name,
            address="Rua Garrett 1, Lisboa",
            time_zone=zone,
            map_link="https://maps.example/chiado",
            phone="+351210000000",
            messages_from=time(8),
            messages_until=time(21),
            stock_contact="stock@example.org",
        ),
    )


def _time(day: date, hour: int) -> AppointmentTime:
    start = at(day, hour)
    return AppointmentTime(
        starts_at=start, ends_at=start + timedelta(minutes=75), treatment_starts_at=start + timedelta(minutes=30)
    )


@dataclass(frozen=True)
class Appointment:
    """A session appointment, and the events that booking would tell about it."""

    clinic_id: UUID
    id: UUID = field(default_factory=new_id)
    patient_id: UUID = field(default_factory=new_id)
    session_id: UUID = field(default_factory=new_id)

    def booked(self, day: date, quantity: int = 1, gtin: str = PEN, hour: int = 10) -> AppointmentBooked:
        return AppointmentBooked(
            appointment_id=self.id,
            patient_id=self.patient_id,
            clinic_id=self.clinic_id,
            kind="session",
            origin="requested",
            time=_time(day, hour),
            course_id=None,
            cartridges=CartridgeNeed(gtin=gtin, quantity=quantity),
        )

    def moved(self, day: date, quantity: int = 1, clinic_id: UUID | None = None, gtin: str = PEN) -> AppointmentMoved:
        return AppointmentMoved(
            appointment_id=self.id,
            patient_id=self.patient_id,
            clinic_id=clinic_id or self.clinic_id,
            kind="session",
            previous_starts_at=START,
            time=_time(day, 10),
            cartridges=CartridgeNeed(gtin=gtin, quantity=quantity),
        )

    def cancelled(self) -> AppointmentCancelled:
        return AppointmentCancelled(**self._end(), reason="patient_asked")

    def missed(self) -> AppointmentMissed:
        return AppointmentMissed(**self._end())

    def reinstated(self, day: date, quantity: int = 1, was: str = "cancelled") -> AppointmentReinstated:
        return AppointmentReinstated(
            appointment_id=self.id,
            patient_id=self.patient_id,
            clinic_id=self.clinic_id,
            kind="session",
            was=was,
            time=_time(day, 10),
            course_id=None,
            cartridges=CartridgeNeed(gtin=PEN, quantity=quantity),
        )

    def _end(self) -> dict[str, Any]:
        return {
            "appointment_id": self.id,
            "patient_id": self.patient_id,
            "clinic_id": self.clinic_id,
            "kind": "session",
            "starts_at": START,
        }

    def used(
        self,
        lot: str,
        when: datetime,
        serial: str | None = None,
        gtin: str = PEN,
        clinic_id: UUID | None = None,
        label: date | None = None,
    ) -> CartridgeUsed:
        return CartridgeUsed(
            lot_key=f"{gtin}/{lot}",
            gtin=gtin,
            lot=lot,
            serial=serial,
            clinic_id=clinic_id or self.clinic_id,
            patient_id=self.patient_id,
            session_id=self.session_id,
            appointment_id=self.id,
            used_at=when,
            expires_on=label,
        )

    def discarded(
        self, lot: str, when: datetime, serial: str | None = None, gtin: str = PEN, clinic_id: UUID | None = None
    ) -> CartridgeDiscarded:
        return CartridgeDiscarded(
            lot_key=f"{gtin}/{lot}",
            gtin=gtin,
            lot=lot,
            serial=serial,
            clinic_id=clinic_id or self.clinic_id,
            session_id=self.session_id,
            appointment_id=self.id,
            cause="dropped",
            discarded_at=when,
        )


def withdrawn(used: CartridgeUsed, because: str = "amended") -> CartridgeUseWithdrawn:
    """The use was said by mistake."""
    return CartridgeUseWithdrawn(**used.model_dump(), because=because, withdrawn_at=used.used_at + timedelta(hours=1))


def unopened(discarded: CartridgeDiscarded, because: str = "amended") -> CartridgeDiscardWithdrawn:
    """The discard was said by mistake."""
    at = discarded.discarded_at + timedelta(hours=1)
    return CartridgeDiscardWithdrawn(**discarded.model_dump(), because=because, withdrawn_at=at)


async def create_products(client: httpx.AsyncClient) -> None:
    for gtin, name in ((PEN, "Pen cartridge 12"), (ROLLER, "Roller 0.5 mm")):
        answer = await client.post("/products", json={"gtin": gtin, "name": name, "fits": ["skinpen"]})
        assert answer.status_code in (201, 409), answer.text


async def deliver(client: httpx.AsyncClient, clinic_id: UUID, *items: tuple[str, int]) -> httpx.Response:
    body = {
        "clinic_id": str(clinic_id),
        "items": [{"scan": label, "quantity": quantity} for label, quantity in items],
    }
    return await client.post("/receipts", json=body)


async def received(client: httpx.AsyncClient, clinic_id: UUID, *items: tuple[str, int]) -> dict[str, Any]:
    answer = await deliver(client, clinic_id, *items)
    assert answer.status_code == 201, answer.text
    body: dict[str, Any] = answer.json()
    return body


async def reservation(client: httpx.AsyncClient, appointment: Appointment) -> dict[str, Any]:
    answer = await client.get("/reservations", params={"appointment_id": str(appointment.id)})
    [found] = answer.json()["items"]
    return {"status": found["status"], "held": {each["lot"]: each["quantity"] for each in found["held"]}}


async def balance(client: httpx.AsyncClient, clinic_id: UUID, lot: str, gtin: str = PEN) -> dict[str, int]:
    answer = await client.get(f"/lots/{gtin}/{lot}")
    assert answer.status_code == 200, answer.text
    [here] = [each for each in answer.json()["clinics"] if each["clinic_id"] == str(clinic_id)]
    return {part: count for part, count in here.items() if type(count) is int and count}
