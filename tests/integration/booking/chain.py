"""A chain of clinics to play in: people and what they do, through booking's public API only."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import httpx

from cartridge_codes.gs1 import CartridgeCode, write_scan
from chassis.access.actors import Role
from chassis.ids import new_id
from contracts.event import Event
from contracts.screening.screenings import ConsentSigned, ScreeningDecided, TreatmentLimits
from contracts.vocabulary import Modality, Outcome, ScreeningStage
from services.booking.care.domain.words import Area
from tests.support.running import Running

GTIN = "00812345000016"
OTHER_GTIN = "00812345000023"
MONDAY = datetime(2027, 3, 1, 8, 0, tzinfo=UTC)
WORK_DAYS = [{"weekday": day, "opens": "09:00", "closes": "18:00"} for day in range(5)]
PLAN = {"concern": "acne_scars", "area": "face", "modality": "pen", "device_model": "skinpen", "depth_mm": "1.5"}
CHOICE = ("starts_at", "practitioner_id", "room_id", "device_id")


@dataclass
class House:
    """A clinic and what it has."""

    clinic_id: str
    zone: ZoneInfo
    rooms: list[str] = field(default_factory=list)
    nurses: list[str] = field(default_factory=list)
    pens: list[str] = field(default_factory=list)


def scan(serial: str | None = "0001", lot: str = "L1", expires: date = date(2028, 1, 31), gtin: str = GTIN) -> str:
    return write_scan(CartridgeCode(gtin, lot, expires, serial))


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def made(response: httpx.Response) -> dict[str, Any]:
    assert response.status_code in (200, 201), response.text
    answer: dict[str, Any] = response.json()
    return answer


def refused(response: httpx.Response, name: str, words: str = "", status: int = 409) -> dict[str, Any]:
    """The problem, when the request was refused by that name with a sentence that has those words."""
    problem: dict[str, Any] = response.json()
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    assert problem["type"] == f"urn:needlepoint:problem:{name}", problem
    assert words in problem["detail"], problem["detail"]
    return problem


class Chain:
    """Everybody who works with booking in a test."""

    def __init__(self, booking: Running) -> None:
        self.booking = booking
        self.operator = booking.client(Role.OPERATOR)
        self.desk = booking.client(Role.FRONT_DESK)
        self.practitioner = booking.client(Role.PRACTITIONER)
        self.director = booking.client(Role.MEDICAL_DIRECTOR)
        self.numbers = count()
        """Of the patients, whose birthdays and telephone numbers differ by it."""
        self.signed: dict[str, list[ConsentSigned]] = {}
        """Consents, by patient."""

    def treating(self, appointment: dict[str, Any]) -> httpx.AsyncClient:
        """The practitioner who was booked for it, signed in."""
        return self.nurse(appointment["practitioner_id"])

    def nurse(self, practitioner_id: str) -> httpx.AsyncClient:
        """One of a clinic's practitioners, signed in."""
        who = f"nurse {practitioner_id}"
        return self.booking.client(Role.PRACTITIONER, subject=who, practitioner=practitioner_id)

    async def open(
        self,
        zone: str = "Europe/Lisbon",
        *,
        rooms: int = 1,
        nurses: Iterable[str] = ("2.0",),
        pens: int = 1,
        hours: list[dict[str, Any]] = WORK_DAYS,
        cartridges: int = 1,
    ) -> House:
        """A clinic with rooms, nurses who may use the pen to so many millimetres, and pens."""
        form = {
            "name": f"Clinic in {zone}",
            "address": "1 Main Street",
            "time_zone": zone,
            "map_link": "https://maps.example/1",
            "phone": "+351210000000",
            "stock_contact": "stock@clinic.example",
            "hours": hours,
        }
        house = House(made(await self.operator.post("/clinics", json=form))["id"], ZoneInfo(zone))
        at = f"/clinics/{house.clinic_id}"
        for number in range(rooms):
            house.rooms.append(made(await self.operator.post(f"{at}/rooms", json={"name": f"Room {number}"}))["id"])
        for number, depth in enumerate(nurses):
            nurse = {
                "given_name": "Ana",
                "family_name": f"Reis {number}",
                "profession": "nurse",
                "permissions": [{"modality": "pen", "max_depth_mm": depth}],
            }
            house.nurses.append(made(await self.operator.post(f"{at}/practitioners", json=nurse))["id"])
        for _ in range(pens):
            house.pens.append(await self.add_device(house, cartridges_per_session=cartridges))
        return house

    async def without_holidays(self, house: House) -> None:
        """The clinic is open on public holidays as on other days."""
        at = f"/clinics/{house.clinic_id}/settings"
        made(await self.operator.patch(at, json={"holiday_region": "none"}, headers={"If-Match": '"0"'}))

    async def add_device(self, house: House, **changes: Any) -> str:
        form = {"model": "skinpen", "modality": "pen", "serial": str(new_id()), "cartridge_gtin": GTIN} | changes
        device: str = made(await self.operator.post(f"/clinics/{house.clinic_id}/devices", json=form))["id"]
        return device

    async def register(self, house: House, **changes: Any) -> str:
        """A patient of one name, with a birthday and a telephone number that nobody else has."""
        number = next(self.numbers)
        form = {
            "given_name": "Inês",
            "family_name": "Sousa",
            "date_of_birth": (date(1990, 5, 4) + timedelta(days=number)).isoformat(),
            "home_clinic_id": house.clinic_id,
            "phone": f"+351912{345678 + number:06}",
            "channel": "sms",
            "marketing": False,
        }
        patient: str = made(await self.desk.post("/patients", json=form | changes))["id"]
        return patient

    async def register_alike(self, house: House, **changes: Any) -> str:
        """Somebody with the name and the birthday of everybody who is registered so: the records may be one's."""
        alike = {"date_of_birth": "1990-05-04", "confirm_new": True, "new_because": "Both were here"}
        return await self.register(house, **alike | changes)

    async def slots(self, house: House, kind: str, **params: Any) -> list[dict[str, Any]]:
        answer = await self.desk.get("/slots", params={"clinic_id": house.clinic_id, "kind": kind} | params)
        items: list[dict[str, Any]] = made(answer)["items"]
        return items

    async def book(self, patient: str, house: House, kind: str, slot: dict[str, Any], **changes: Any) -> httpx.Response:
        choice = {name: slot[name] for name in CHOICE}
        form = {"patient_id": patient, "clinic_id": house.clinic_id, "kind": kind, **choice} | changes
        return await self.desk.post("/appointments", json=form)

    async def hold(self, patient: str, house: House, kind: str, slot: dict[str, Any], **changes: Any) -> httpx.Response:
        choice = {name: slot[name] for name in CHOICE}
        form = {"patient_id": patient, "clinic_id": house.clinic_id, "kind": kind, **choice} | changes
        return await self.desk.post("/holds", json=form)

    async def booked(self, patient: str, house: House, kind: str, near: str = "12:30", **names: Any) -> dict[str, Any]:
        """The most wanted slot, booked."""
        (slot, *_) = await self.slots(house, kind, near=near, limit=1, **names)
        return made(await self.book(patient, house, kind, slot, **names))

    def go_to(self, appointment: dict[str, Any], later: timedelta = timedelta()) -> None:
        """Let it be the appointment's start."""
        self.booking.clock.set(moment(appointment["starts_at"]) + later)

    async def consulted(self, patient: str, house: House, **plan: Any) -> dict[str, Any]:
        """A consult that took place."""
        appointment = await self.booked(patient, house, "consult")
        self.go_to(appointment)
        findings = {"skin_type": 3, "suitable": True, "plan": PLAN | plan}
        return made(await self.complete(appointment, findings))

    async def complete(self, appointment: dict[str, Any], findings: dict[str, Any]) -> httpx.Response:
        """Whoever was booked for the consult records it."""
        return await self.treating(appointment).post(f"/appointments/{appointment['id']}/consult", json=findings)

    async def decide(
        self, consult: dict[str, Any], stage: ScreeningStage, outcome: Outcome = Outcome.CLEARED, **changes: Any
    ) -> ScreeningDecided:
        """Screening decides about a consult's plan, and booking consumes it."""
        event = self.decision(consult, stage, outcome, **changes)
        await self.booking.react(event)
        return event

    def decision(
        self, consult: dict[str, Any], stage: ScreeningStage, outcome: Outcome = Outcome.CLEARED, **changes: Any
    ) -> ScreeningDecided:
        """What screening tells of its decision."""
        now = self.booking.clock.now()
        limits: dict[str, Any] = {
            "modality": Modality.PEN,
            "device_model": "skinpen",
            "area": Area.FACE,
            "max_depth_mm": "1.5",
            "anaesthetic_allowed": True,
            "excluded_areas": (Area.INSIDE_ORBITAL_RIM,),
        }
        cleared = outcome in (Outcome.CLEARED, Outcome.CLEARED_WITH_CONDITIONS)
        last = now.date() if stage is ScreeningStage.DAY_OF else now.date() + timedelta(days=300)
        facts: dict[str, Any] = {
            "screening_id": new_id(),
            "patient_id": consult["patient_id"],
            "clinic_id": consult["clinic_id"],
            "stage": stage,
            "consult_id": consult["id"],
            "outcome": outcome,
            "limits": TreatmentLimits(**limits | changes.pop("limits", {})),
            "eligible_from": now.date() if cleared else None,
            "valid_until": last if cleared else None,
            "conditions": 0,
            "rule_set": "2027-01",
            "rule_set_digest": "5d" * 32,
            "reasons": (),
            "decided_at": now,
        }
        return ScreeningDecided(**facts | changes)

    async def cleared(self, patient: str, house: House, **changes: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        """Consult and course of a patient whom screening cleared."""
        consult = await self.consulted(patient, house)
        return consult, await self.course_of(consult, **changes)

    async def course_of(self, consult: dict[str, Any], **changes: Any) -> dict[str, Any]:
        """The course of a consult whose plan screening clears."""
        await self.decide(consult, ScreeningStage.CONSULT, **changes)
        await self.agrees(consult["patient_id"], consult["clinic_id"])
        (course,) = await self.courses(consult["patient_id"])
        return course

    async def agrees(self, patient: str, clinic_id: str, **changes: Any) -> ConsentSigned:
        """The patient has signed the consent to a pen, on any area, and booking consumes that."""
        now = self.booking.clock.now()
        facts: dict[str, Any] = {
            "consent_id": new_id(),
            "patient_id": UUID(patient),
            "clinic_id": UUID(clinic_id),
            "modality": Modality.PEN,
            "areas": (),
            "valid_until": now.date() + timedelta(days=365),
            "signed_at": now,
        }
        signed = ConsentSigned(**facts | changes)
        self.signed.setdefault(patient, []).append(signed)
        await self.booking.react(signed)
        return signed

    async def courses(self, patient: str) -> list[dict[str, Any]]:
        items: list[dict[str, Any]] = made(await self.desk.get("/courses", params={"patient_id": patient}))["items"]
        return items

    async def came(self, consult: dict[str, Any], appointment: dict[str, Any]) -> None:
        """The patient came to a session and the day-of check cleared them."""
        self.go_to(appointment)
        await self.decide(consult, ScreeningStage.DAY_OF)

    async def record(
        self, appointment: dict[str, Any], by: httpx.AsyncClient | None = None, **changes: Any
    ) -> httpx.Response:
        form = {
            "device_id": appointment["device_id"],
            "area": "face",
            "depth_mm": "1.5",
            "cartridges": [scan(serial=str(new_id())[-12:])],
        }
        by = by or self.treating(appointment)
        return await by.post(f"/appointments/{appointment['id']}/session", json=form | changes)

    async def treated(self, consult: dict[str, Any], appointment: dict[str, Any], **record: Any) -> dict[str, Any]:
        """A session that took place, and what booking does after it."""
        await self.came(consult, appointment)
        session = made(await self.record(appointment, **record))
        performed = await self.events("SessionPerformed")
        await self.booking.react(performed[-1])
        return session

    async def appointment(self, appointment_id: str) -> dict[str, Any]:
        return made(await self.desk.get(f"/appointments/{appointment_id}"))

    async def ahead(self, patient: str) -> list[dict[str, Any]]:
        """The patient's appointments that are booked, the soonest first."""
        query = {"patient_id": patient, "order": "soonest"}
        answer = made(await self.desk.get("/appointments", params=query))
        return [one for one in answer["items"] if one["status"] == "booked"]

    async def events(self, name: str | None = None) -> list[Event]:
        return [one for one in await self.booking.events() if name is None or type(one).__name__ == name]
