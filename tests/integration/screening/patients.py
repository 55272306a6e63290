"""A patient on the way through screening, for tests: events as booking sends them, forms as people fill them in."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

import httpx

from chassis.access.actors import Role
from chassis.ids import new_id
from contracts.booking.clinics import ClinicDetails, ClinicOpened
from contracts.booking.consults import ConsultAmended, ConsultCompleted, ConsultVoided, Finding, TreatmentPlan
from contracts.booking.patients import PatientDetails, PatientRegistered
from contracts.booking.sessions import SessionCartridge, SessionEquipment, SessionPerformed
from contracts.event import Event
from contracts.screening.screenings import IntakeRequested, ScreeningDecided
from contracts.vocabulary import Modality
from services.screening.domain.outcomes import ScreeningStage
from services.screening.domain.rules import ADULT_YEARS
from services.screening.domain.spans import age_on
from tests.support.running import Running
from tests.unit.screening.factories import healthy

LISBON = "Europe/Lisbon"
ADULT = date(1986, 5, 4)


def clinic_opened(clinic_id: UUID, zone: str = LISBON) -> ClinicOpened:
    details = ClinicDetails(
        name="Needlepoint",
        address="Rua Augusta 1",
        time_zone=zone,
        map_link="https://maps.example/1",
        phone="+351210000000",
        messages_from=time(8),
        messages_until=time(21),
        stock_contact="stock@example.org",
    )
    return ClinicOpened(clinic_id=clinic_id, details=details)


def details(clinic_id: UUID, born: date = ADULT, language: str = "en") -> PatientDetails:
    return PatientDetails(
        given_name="Inês",
        date_of_birth=born,
        home_clinic_id=clinic_id,
        phone="+351910000000",
        email=None,
        language=language,
    )


def registered(patient_id: UUID, clinic_id: UUID, born: date = ADULT, language: str = "en") -> PatientRegistered:
    return PatientRegistered(
        patient_id=patient_id, details=details(clinic_id, born, language), channel="sms", marketing=False
    )


def consulted(
    patient_id: UUID,
    clinic_id: UUID,
    *,
    device: str = "exceed",
    modality: Modality = Modality.PEN,
    area: str = "face",
    concern: str = "acne_scars",
    depth: str = "1.0",
    skin_type: int = 3,
    suitable: bool = True,
    findings: tuple[Finding, ...] = (),
    at: datetime = datetime(2026, 11, 23, 10, tzinfo=UTC),
    **plan: Any,
) -> ConsultCompleted:
    """``plan``: what else is planned."""
    return ConsultCompleted(
        consult_id=new_id(),
        appointment_id=new_id(),
        patient_id=patient_id,
        clinic_id=clinic_id,
        practitioner_id=new_id(),
        skin_type=skin_type,
        suitable=suitable,
        plan=TreatmentPlan(
            concern=concern, area=area, modality=modality, device_model=device, depth_mm=Decimal(depth), **plan
        ),
        findings=findings,
        completed_at=at,
    )


EQUIPMENT = SessionEquipment(
    device_model="exceed",
    device_serial="EX-7",
    depth_mm=Decimal("1.0"),
    anaesthetic_used=True,
    cartridges=(SessionCartridge(gtin="00812345000016", lot="NP24A", serial="0815"),),
)


def performed(
    patient_id: UUID,
    clinic_id: UUID,
    at: datetime,
    *,
    session_id: UUID | None = None,
    equipment: SessionEquipment | None = EQUIPMENT,
    reaction: str | None = None,
) -> SessionPerformed:
    return SessionPerformed(
        session_id=session_id or new_id(),
        appointment_id=new_id(),
        course_id=new_id(),
        number=1,
        patient_id=patient_id,
        clinic_id=clinic_id,
        practitioner_id=new_id(),
        modality=Modality.PEN,
        area="face",
        overridden=False,
        performed_at=at,
        equipment=equipment,
        immediate_reaction=reaction,
    )


def plain(answers: dict[str, Any]) -> dict[str, Any]:
    """Answers as JSON."""
    return {code: each.isoformat() if isinstance(each, date) else each for code, each in answers.items()}


@dataclass
class Patient:
    """One patient of one clinic, and whoever acts for them."""

    screening: Running
    clinic_id: UUID = field(default_factory=new_id)
    patient_id: UUID = field(default_factory=new_id)
    born: date = ADULT

    def client(self, role: Role) -> httpx.AsyncClient:
        if role is Role.PATIENT:
            return self.screening.client(role, subject=self.patient_id)
        return self.screening.client(role, clinics=[self.clinic_id], subject=f"the {role.value}")

    async def registers(self, born: date = ADULT, zone: str = LISBON, language: str = "en") -> None:
        self.born = born
        await self.screening.react(clinic_opened(self.clinic_id, zone))
        await self.screening.react(registered(self.patient_id, self.clinic_id, born, language))

    async def intakes(self) -> list[dict[str, Any]]:
        listed: list[dict[str, Any]] = (await self.client(Role.PATIENT).get("/intakes")).json()["items"]
        return listed

    async def intake(self) -> UUID:
        return UUID((await self.intakes())[0]["id"])

    async def is_asked(self, **query: str) -> dict[str, Any]:
        """The questionnaire of the latest intake."""
        answer = await self.client(Role.PATIENT).get(f"/intakes/{await self.intake()}/questionnaire", params=query)
        assert answer.status_code == 200, answer.text
        shown: dict[str, Any] = answer.json()
        return shown

    @property
    def signature(self) -> dict[str, str]:
        """Who signs for the patient: a guardian while she is a minor."""
        adult = age_on(self.screening.clock.now().date(), self.born) >= ADULT_YEARS
        return {"name": "Inês Sousa", "signer": "patient" if adult else "guardian"}

    async def sends(self, answers: dict[str, Any], *, signed: bool = True) -> httpx.Response:
        form = {"answers": plain(answers), "signature": self.signature if signed else None}
        return await self.client(Role.PATIENT).post(f"/intakes/{await self.intake()}/declaration", json=form)

    async def declares(self, *, signed: bool = True, **different: Any) -> httpx.Response:
        answer = await self.sends(healthy(**different), signed=signed)
        assert answer.status_code == 201, answer.text
        return answer

    async def is_consulted(self, **different: Any) -> ConsultCompleted:
        event = consulted(self.patient_id, self.clinic_id, **different)
        await self.screening.react(event)
        return event

    async def is_amended(self, event: ConsultCompleted, **different: Any) -> None:
        """The consult was recorded wrongly, and says something else now."""
        said = event.model_dump(exclude={"appointment_id", "completed_at"}) | different
        amended = {"consult_version": 2, "amended_at": self.screening.clock.now()}
        await self.screening.react(ConsultAmended.model_validate(said | amended))

    async def is_voided(self, event: ConsultCompleted) -> None:
        """The consult was entered in error."""
        about = event.model_dump(include={"consult_id", "appointment_id", "patient_id", "clinic_id"})
        voided = {"consult_version": 2, "voided_at": self.screening.clock.now()}
        await self.screening.react(ConsultVoided.model_validate(about | voided))

    def check(self, consult_id: UUID | None = None, **different: Any) -> dict[str, Any]:
        """What is sent on the day of a session."""
        return {
            "patient_id": str(self.patient_id),
            "clinic_id": str(self.clinic_id),
            "consult_id": str(consult_id) if consult_id else None,
            "answers": plain(healthy(ScreeningStage.DAY_OF, **different)),
        }

    async def asked(self) -> str:
        """That what may have changed was asked: the edition of the form as it is shown now; empty where it is refused.

        On a machine that is too busy a read is refused with 503 and is to be sent again. Without an edition the check
        would be refused as outdated, which hides why.
        """
        path = f"/patients/{self.patient_id}/day-of-questionnaire"
        for _ in range(5):
            shown = await self.client(Role.PRACTITIONER).get(path)
            if shown.status_code != httpx.codes.SERVICE_UNAVAILABLE:
                break
        assert not shown.is_server_error, shown.text
        edition: str = shown.json().get("edition", "")
        return edition

    async def checks_in(self, consult_id: UUID | None = None, **different: Any) -> httpx.Response:
        form = self.check(consult_id, **different) | {"asked": await self.asked()}
        return await self.client(Role.PRACTITIONER).post("/day-of-checks", json=form)

    async def decisions(self) -> list[ScreeningDecided]:
        events = await self.screening.events()
        return [each for each in events if isinstance(each, ScreeningDecided) and each.patient_id == self.patient_id]

    async def requests(self) -> list[IntakeRequested]:
        events = await self.screening.events()
        return [each for each in events if isinstance(each, IntakeRequested) and each.patient_id == self.patient_id]

    async def decided(self) -> ScreeningDecided:
        """The latest decision, which there must be."""
        return (await self.decisions())[-1]

    async def explained(self, role: Role = Role.PRACTITIONER, screening_id: UUID | None = None) -> dict[str, Any]:
        wanted = screening_id or (await self.decided()).screening_id
        answer = await self.client(role).get(f"/screenings/{wanted}")
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def signs(self, document: str = "pen", by: Role = Role.PATIENT, **different: Any) -> httpx.Response:
        """The patient signs a consent document that is in force, as it was shown."""
        shown = (await self.client(by).get("/consent-documents")).json()
        form = {
            "document": document,
            "version": shown["version"],
            "digest": shown["digest"],
            "language": "en",
            "signatory": "Inês Sousa",
            "signature": {"kind": "typed", "value": "Inês Sousa"},
            "device": "her telephone",
        }
        return await self.client(by).post(f"/patients/{self.patient_id}/consents", json=form | different)

    async def reports(self, *signs: str, by: Role = Role.FRONT_DESK, **findings: Any) -> httpx.Response:
        """Somebody reports a reaction that began today, unless ``findings`` say otherwise."""
        today = self.screening.clock.now().date().isoformat()
        form = {"patient_id": str(self.patient_id), "signs": signs, "began_on": today} | findings
        return await self.client(by).post("/reactions", json=form)

    async def reacted(self, *signs: str, **findings: Any) -> dict[str, Any]:
        """The report that was taken."""
        answer = await self.reports(*signs, **findings)
        assert answer.status_code == 201, answer.text
        report: dict[str, Any] = answer.json()
        return report

    async def about(self, report: dict[str, Any], verb: str, by: Role = Role.MEDICAL_DIRECTOR, **form: Any) -> Any:
        """Do something about a report."""
        return await self.client(by).post(f"/reactions/{report['id']}/{verb}", json=form or None)

    async def published(self, *types: type[Event]) -> list[Event]:
        """What was published about the patient, of these types, in order."""
        events = await self.screening.events()
        return [each for each in events if isinstance(each, types) and each.key == str(self.patient_id)]

    async def reviews(self, screening_id: UUID, outcome: str, **form: Any) -> httpx.Response:
        ruling = {"outcome": outcome, "reason": "Seen in person, discussed and agreed."} | plain(form)
        return await self.client(Role.MEDICAL_DIRECTOR).post(f"/screenings/{screening_id}/review", json=ruling)


async def screened(patient: Patient, **answers: Any) -> Patient:
    """The same patient, who has registered, declared and been consulted."""
    await patient.registers()
    await patient.declares(**answers)
    await patient.is_consulted()
    return patient
