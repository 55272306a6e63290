"""What the clients of a proof compete for: clinics of its own, with few practitioners, rooms and devices."""

import asyncio
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from needlepoint.trial.demo.cast import DEVICE_MODEL, GTIN
from needlepoint.trial.proof.system import BookingApi

ZONES = ("Europe/Lisbon", "America/New_York", "Asia/Tokyo")
OPENS, CLOSES = 9, 18
STEP = timedelta(minutes=15)
NURSES, ROOMS, DEVICES = 3, 3, 2
CHAIRS = 2
"""Of the first room: so many appointments are in it at once."""
PERMISSION = {"modality": "pen", "max_depth_mm": "2.0"}
"""Of each practitioner, deep enough for every session."""
TOO_SHALLOW = "0.5"
"""Millimetres: a permission for consults, and for no session."""
PATIENTS_OF_A_CLINIC = 60
FIRST, LAST = 3, 5
"""Days from now, local: the days that everybody wants."""


@dataclass
class House:
    """One clinic of the proof, and who wants to come."""

    clinic_id: str
    zone: ZoneInfo
    nurses: list[str] = field(default_factory=list)
    rooms: list[str] = field(default_factory=list)
    devices: list[str] = field(default_factory=list)
    patients: list[str] = field(default_factory=list)
    courses: dict[str, str] = field(default_factory=dict)
    """By patient: the course whose next session may be booked."""

    @property
    def rooms_that_change(self) -> list[str]:
        """Those of which the number of chairs changes; the last one always takes one."""
        return self.rooms[:-1]

    def days(self, now: datetime) -> list[date]:
        """The local days that everybody wants."""
        today = now.astimezone(self.zone).date()
        return [today + timedelta(days=number) for number in range(FIRST, LAST + 1)]

    def times(self, now: datetime) -> list[datetime]:
        """The starts that everybody wants, UTC."""
        steps = int(timedelta(hours=CLOSES - OPENS - 2) / STEP)
        return [
            datetime(day.year, day.month, day.day, OPENS, tzinfo=self.zone) + number * STEP
            for day in self.days(now)
            for number in range(steps)
        ]


async def open_houses(api: BookingApi, name: str) -> list[House]:
    """Clinics that are open every day, each with its staff, rooms, devices and patients. Raises SetUpRefused."""
    return list(await asyncio.gather(*[_open(api, name, zone) for zone in ZONES]))


async def _open(api: BookingApi, name: str, zone: str) -> House:
    hours = [{"weekday": day, "opens": f"{OPENS:02}:00", "closes": f"{CLOSES:02}:00"} for day in range(7)]
    form = {
        "name": name,
        "address": "A clinic of a proof: nobody comes here",
        "time_zone": zone,
        "map_link": "https://maps.example.org/proof",
        "phone": "+351210000000",
        "stock_contact": "stock@example.org",
        "hours": hours,
    }
    house = House((await api.made("POST", "/clinics", form))["id"], ZoneInfo(zone))
    at = f"/clinics/{house.clinic_id}"
    await api.made("PATCH", f"{at}/settings", {"holiday_region": "none"}, version=0)
    for number in range(NURSES):
        house.nurses.append((await api.made("POST", f"{at}/practitioners", _nurse(number)))["id"])
    for number in range(ROOMS):
        room_form: dict[str, Any] = {"name": f"Room {number + 1}", "capacity": 1 if number else CHAIRS}
        room = await api.made("POST", f"{at}/rooms", room_form)
        house.rooms.append(room["id"])
    for number in range(DEVICES):
        house.devices.append((await api.made("POST", f"{at}/devices", _device(house, number)))["id"])
    house.patients += await asyncio.gather(*[_register(api, house, n) for n in range(PATIENTS_OF_A_CLINIC)])
    return house


def _nurse(number: int) -> dict[str, Any]:
    return {
        "given_name": "Proof",
        "family_name": f"Practitioner {'ABCDEFGH'[number]}",
        "profession": "nurse",
        "permissions": [PERMISSION],
    }


def _device(house: House, number: int) -> dict[str, Any]:
    serial = f"proof-{house.clinic_id[-12:]}-{number}"
    return {"model": DEVICE_MODEL, "modality": "pen", "serial": serial, "cartridge_gtin": GTIN}


async def _register(api: BookingApi, house: House, number: int) -> str:
    form = {
        "given_name": "Proof",
        "family_name": "Patient",
        "date_of_birth": (date(1960, 1, 1) + timedelta(days=number * 97)).isoformat(),
        "home_clinic_id": house.clinic_id,
        "email": f"patient-{number}@example.org",  # a domain that takes no mail: RFC 2606
        "channel": "email",
        "marketing": False,
        "confirm_new": True,
        "new_because": "A patient of a proof, not a person",
    }
    patient: str = (await api.made("POST", "/patients", form))["id"]
    return patient
