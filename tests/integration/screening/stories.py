"""Stories of screening: a patient, what booking publishes about them, and what is done about it."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from chassis.access.actors import Role
from chassis.ids import new_id
from contracts.booking.appointments import (
    AppointmentBooked,
    AppointmentCancelled,
    AppointmentMissed,
    AppointmentMoved,
    AppointmentReinstated,
    AppointmentTime,
)
from contracts.booking.courses import CoursePlanned
from contracts.booking.sessions import SessionPerformed
from contracts.notifications.texts import TextReceived, TextSettled
from contracts.vocabulary import Modality
from tests.integration.screening.patients import Patient, performed

FAR = timedelta(days=300)
"""Later than any clearance lasts."""


@dataclass
class Story:
    """A patient and what booking publishes about them."""

    patient: Patient
    course_id: UUID = field(default_factory=new_id)
    appointment_id: UUID = field(default_factory=new_id)
    consult_id: UUID | None = None
    consent_id: str = ""
    report: dict[str, Any] = field(default_factory=dict)

    @property
    def ids(self) -> dict[str, Any]:
        return {
            "appointment_id": self.appointment_id,
            "patient_id": self.patient.patient_id,
            "clinic_id": self.patient.clinic_id,
        }

    def time(self, after: timedelta) -> AppointmentTime:
        starts_at = self.patient.screening.clock.now() + after
        return AppointmentTime(
            starts_at=starts_at, treatment_starts_at=starts_at, ends_at=starts_at + timedelta(hours=1)
        )

    def today(self) -> str:
        return self.patient.screening.clock.now().date().isoformat()

    async def react(self, event: Any) -> None:
        await self.patient.screening.react(event)

    async def books(self, kind: str = "consult", after: timedelta = timedelta(days=3)) -> None:
        course = self.course_id if kind != "consult" else None
        booked = {
            "kind": kind,
            "origin": "requested",
            "time": self.time(after),
            "course_id": course,
            "cartridges": None,
        }
        await self.react(AppointmentBooked(**self.ids, **booked))

    async def moves(self, kind: str, after: timedelta) -> None:
        moved = {"kind": kind, "previous_starts_at": self.time(FAR).starts_at, "time": self.time(after)}
        await self.react(AppointmentMoved(**self.ids, **moved, cartridges=None))

    async def cancels(self, kind: str = "consult") -> None:
        starts_at = self.time(timedelta(days=3)).starts_at
        await self.react(AppointmentCancelled(**self.ids, kind=kind, starts_at=starts_at, reason="patient_asked"))

    async def misses(self, kind: str = "consult") -> None:
        starts_at = self.time(timedelta(days=3)).starts_at
        await self.react(AppointmentMissed(**self.ids, kind=kind, starts_at=starts_at))

    async def is_reinstated(self, kind: str, after: timedelta) -> None:
        course = self.course_id if kind != "consult" else None
        stands = {"kind": kind, "was": "cancelled", "time": self.time(after), "course_id": course, "cartridges": None}
        await self.react(AppointmentReinstated(**self.ids, **stands))

    async def performs(self) -> None:
        session = performed(self.patient.patient_id, self.patient.clinic_id, self.patient.screening.clock.now())
        await self.react(
            SessionPerformed.model_validate(session.model_dump() | {"appointment_id": self.appointment_id})
        )

    async def plans(self) -> None:
        await self.react(
            CoursePlanned(
                course_id=self.course_id,
                patient_id=self.patient.patient_id,
                clinic_id=self.patient.clinic_id,
                protocol="acne-scars-face-pen",
                protocol_version="2026-11",
                protocol_digest="5d" * 32,
                concern="acne_scars",
                area="face",
                modality=Modality.PEN,
                sessions=4,
                spacing_weeks_min=4,
                spacing_weeks_max=6,
                not_before=self.patient.screening.clock.now(),
                consult_id=self.consult_id,
            )
        )

    async def consults(self) -> None:
        self.consult_id = (await self.patient.is_consulted()).consult_id

    async def is_cleared_with_a_course(self) -> None:
        await self.patient.declares()
        await self.consults()
        await self.plans()
        await self.signs()

    async def signs(self) -> None:
        answer = await self.patient.signs()
        assert answer.status_code == 201, answer.text
        self.consent_id = answer.json()["id"]

    async def withdraws(self) -> None:
        path, why = f"/consents/{self.consent_id}/withdraw", {"reason": "She has changed her mind."}
        assert (await self.patient.client(Role.PATIENT).post(path, json=why)).status_code == 200

    async def reacts(self) -> None:
        self.report = await self.patient.reacted("infection")

    async def reacts_and_is_seen(self) -> None:
        await self.reacts()
        await self.about_the_report("acknowledge")

    async def writes_back(self, *, soon: bool = True, text_id: UUID | None = None) -> TextReceived:
        """A text arrives in notifications; the report that it opened is the story's from now on."""
        text = TextReceived(
            text_id=text_id or new_id(),
            patient_id=self.patient.patient_id,
            clinic_id=self.patient.clinic_id,
            soon=soon,
            received_at=self.patient.screening.clock.now(),
        )
        await self.react(text)
        listed = await self.patient.client(Role.FRONT_DESK).get(
            "/reactions", params={"patient_id": str(self.patient.patient_id)}
        )
        self.report = next((each for each in listed.json()["items"] if each["text_id"] == str(text.text_id)), {})
        return text

    async def text_is_settled(self, text_id: UUID, *, no_reaction: bool = True) -> None:
        """Somebody has read it in notifications."""
        settled = TextSettled(
            text_id=text_id,
            patient_id=self.patient.patient_id,
            clinic_id=self.patient.clinic_id,
            no_reaction=no_reaction,
            settled_at=self.patient.screening.clock.now(),
        )
        await self.react(settled)

    async def about_the_report(self, verb: str, **form: Any) -> None:
        answer = await self.patient.about(self.report, verb, **form)
        assert answer.status_code == 200, answer.text

    async def begins(self) -> None:
        clock = self.patient.screening.clock
        now = clock.now()
        clock.advance(timedelta(days=4))
        await self.patient.screening.fire_timers()
        clock.set(now + timedelta(days=4))

    async def rules(self, outcome: str) -> None:
        answer = await self.patient.reviews((await self.patient.decided()).screening_id, outcome)
        assert answer.status_code == 200, answer.text
        self.patient.screening.clock.advance(timedelta(minutes=1))
