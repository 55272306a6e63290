"""Patients who come through all four services: registered, screened, planned for, treated. For measuring at work."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from needlepoint.trial.demo.cast import DEVICE_MODEL, GTIN, PLAN, cartridges
from tests.end_to_end.people import Json, People, clinic_form
from tests.support.waiting import eventually

ROUND_THE_CLOCK = [{"weekday": day, "opens": "00:00", "closes": "23:59"} for day in range(7)]
NURSE = {
    "given_name": "Ana",
    "family_name": "Ribeiro",
    "profession": "nurse",
    "permissions": [{"modality": "pen", "max_depth_mm": "2.0"}],
}
A_READER = {"name": "A receptionist", "signer": "staff"}
"""The front desk reads the declaration out."""
PATIENCE = 240
"""Seconds until a reaction that does not come ends the measurement."""


@dataclass
class Desk:
    """One clinic's front desk, practitioner and patients, one visit after the other."""

    people: People
    clinic: Json
    scans: list[str]
    """A cartridge for each visit."""
    over: Callable[[str], Awaitable[None]]
    """Moves an appointment into the past, because no time passes here between a consult and the session."""

    async def visit(self, number: int) -> None:
        """A new patient: registration, declaration, consult, plan, first session. Raises AssertionError if refused."""
        patient = await self.people.register(self.clinic, number)
        consult = await self._book(patient, "consult")
        await self._declare(patient)
        await self.people.post(
            _treating(consult),
            "booking",
            f"/appointments/{consult['id']}/consult",
            {"skin_type": 3, "suitable": True, "plan": PLAN},
        )
        await self.over(consult["id"])
        course = await self._one("front_desk", "booking", "/courses", patient_id=patient["id"])
        session = await self._book(patient, "session", course_id=course["id"])
        await self._one("front_desk", "inventory", "/reservations", appointment_id=session["id"])
        await self._agree(patient)
        await self._check_the_day(patient)
        form = {
            "device_id": session["device_id"],
            "area": "face",
            "depth_mm": "1.5",
            "product": "hyaluronic acid serum",
            "cartridges": [self.scans[number]],
        }

        async def recorded() -> None:  # booking consumes the day's clearance a moment later
            await self.people.post(_treating(session), "booking", f"/appointments/{session['id']}/session", form)

        await eventually(recorded, PATIENCE)

    async def _book(self, patient: Json, kind: str, **course: str) -> Json:
        today = date.today().isoformat()  # noqa: DTZ011  # any zone's: a slot of the next half hour is wanted
        query = {"clinic_id": self.clinic["id"], "kind": kind, "from": today, "to": today, **course}
        offered = (await self.people.ask("front_desk", "booking", "/slots", **query))["items"]
        soonest = min(offered, key=lambda slot: str(slot["starts_at"]))
        taken = {name: soonest[name] for name in ("starts_at", "practitioner_id", "room_id", "device_id")}
        form = {"patient_id": patient["id"], "clinic_id": self.clinic["id"], "kind": kind, **course, **taken}
        booked: Json = await self.people.post("front_desk", "booking", "/appointments", form)
        return booked

    async def _declare(self, patient: Json) -> None:
        intake = await self._one("front_desk", "screening", "/intakes", patient_id=patient["id"])
        questions = (await self.people.ask("front_desk", "screening", "/questionnaire"))["items"]
        answers = {question["code"]: False for question in questions}
        path = f"/intakes/{intake['id']}/declaration"
        await self.people.post("front_desk", "screening", path, {"answers": answers, "signature": A_READER})

    async def _agree(self, patient: Json) -> None:
        documents = await self.people.ask("front_desk", "screening", "/consent-documents")
        form = {
            "document": "pen",
            "version": documents["version"],
            "digest": documents["digest"],
            "language": "en",
            "signatory": "A patient",
            "signature": {"kind": "typed", "value": "A patient"},
            "device": "a tablet",
        }
        await self.people.post("front_desk", "screening", f"/patients/{patient['id']}/consents", form)

    async def _check_the_day(self, patient: Json) -> None:
        items = (await self.people.ask("practitioner", "screening", "/questionnaire", stage="day_of"))["items"]
        answers = {item["code"]: item["code"] == "conditions_met" for item in items}
        path = f"/patients/{patient['id']}/day-of-questionnaire"
        asked = (await self.people.ask("practitioner", "screening", path))["edition"]
        form = {"patient_id": patient["id"], "clinic_id": self.clinic["id"], "answers": answers, "asked": asked}
        await self.people.post("practitioner", "screening", "/day-of-checks", form)

    async def _one(self, role: str, service: str, path: str, **query: str) -> Json:
        """The one item of a list in which a reaction puts it."""
        found: list[Json] = []

        async def there() -> None:
            found[:] = await self.people.list(role, service, path, **query)
            assert found, f"no reaction within the time limit: {path} {query}"

        await eventually(there, PATIENCE)
        return found[0]


def _treating(appointment: Json) -> str:
    """Who signs in to record it: the practitioner who was booked."""
    return f"practitioner {appointment['practitioner_id']}"


async def open_desks(people: People, desks: int, visits: int, over: Callable[[str], Awaitable[None]]) -> list[Desk]:
    """So many clinics, each with rooms, nurses and devices for all consults and sessions of its visits at once."""
    product = {"gtin": GTIN, "name": "Cartridge", "fits": [DEVICE_MODEL]}
    await people.post("stock_manager", "inventory", "/products", product)
    return await asyncio.gather(*[_open(people, number, visits, over) for number in range(desks)])


async def _open(people: People, number: int, visits: int, over: Callable[[str], Awaitable[None]]) -> Desk:
    clinic = await people.post("operator", "booking", "/clinics", clinic_form() | {"hours": ROUND_THE_CLOCK})
    path = f"/clinics/{clinic['id']}"
    for place in range(2 * visits):
        await people.post("operator", "booking", f"{path}/rooms", {"name": f"Room {place}"})
        await people.post("operator", "booking", f"{path}/practitioners", NURSE)
        device = {"model": DEVICE_MODEL, "modality": "pen", "serial": f"{number}-{place}", "cartridge_gtin": GTIN}
        await people.post("operator", "booking", f"{path}/devices", device)
    expires_on = datetime.now(UTC).date() + timedelta(days=300)
    scans = cartridges(f"LOT{number}", expires_on, [f"{number}A{place:04}" for place in range(visits)])

    async def received() -> None:  # inventory consumes the clinic a moment later
        items = [{"scan": scan} for scan in scans]
        await people.post("stock_manager", "inventory", "/receipts", {"clinic_id": clinic["id"], "items": items})

    await eventually(received, PATIENCE)
    return Desk(people, clinic, scans, over)
