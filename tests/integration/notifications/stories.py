"""The other services' side of the story, as events; and what a test asks about messages."""

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select

from chassis.access.actors import Role
from chassis.data.database import Database
from chassis.data.tables import dead_letters
from chassis.ids import new_id
from contracts.booking.appointments import (
    AppointmentBooked,
    AppointmentCancelled,
    AppointmentHeld,
    AppointmentMissed,
    AppointmentMoved,
    AppointmentReinstated,
    AppointmentReleased,
    AppointmentTime,
    OneOfSeveral,
    Together,
)
from contracts.booking.clinics import ClinicDetails, ClinicOpened, ClosedDaysChanged
from contracts.booking.courses import FollowUpScheduled
from contracts.booking.patients import (
    ContactChangeRequested,
    ContactReplaced,
    PatientAddress,
    PatientChanged,
    PatientDetails,
    PatientRegistered,
)
from contracts.booking.sessions import SessionPerformed
from contracts.screening.screenings import DayFormHandedIn, ScreeningDecided, TreatmentLimits
from contracts.vocabulary import Modality, Outcome, ScreeningStage
from services.notifications.channels.journal import Journal
from services.notifications.domain.channels import (
    Accepted,
    Carriers,
    ChannelFailed,
    Envelope,
    InDoubt,
    everything_through,
)
from services.notifications.tables import channel_journal
from tests.support.running import Running

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
"""A Monday, 09:00 in Lisbon; the tests' clock starts here."""
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def opened(clinic_id: UUID, zone: str = "Europe/Lisbon", name: str = "Chiado Skin") -> ClinicOpened:
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


def closed_on(clinic_id: UUID, *days: date) -> ClosedDaysChanged:
    first = START.date()
    return ClosedDaysChanged(clinic_id=clinic_id, first_day=first, last_day=first + 400 * DAY, closed_days=days)


@dataclass
class Patient:
    """A patient, as booking's events describe one."""

    clinic_id: UUID
    phone: str | None = "+351912345678"
    email: str | None = "ana@example.org"
    channel: str = "sms"
    marketing: bool = False
    language: str = "en"
    addresses: tuple[PatientAddress, ...] | None = None
    id: UUID = field(default_factory=new_id)

    @property
    def details(self) -> PatientDetails:
        return PatientDetails(
            given_name="Ana",
            date_of_birth=date(1990, 5, 1),
            home_clinic_id=self.clinic_id,
            phone=self.phone,
            email=self.email,
            language=self.language,
            addresses=self.addresses,
        )

    def registered(self) -> PatientRegistered:
        return PatientRegistered(
            patient_id=self.id, details=self.details, channel=self.channel, marketing=self.marketing
        )

    def changed(self, **contact: Any) -> PatientChanged:
        return PatientChanged(patient_id=self.id, details=self.details.model_copy(update=contact))


def listed(*addresses: tuple[str, str]) -> tuple[PatientAddress, ...]:
    """The patient's own addresses, each with its channel, as booking names them."""
    return tuple(
        PatientAddress(channel=channel, address=address, whose="own", proven_at=None) for channel, address in addresses
    )


def asked(patient: Patient, address: str, at: datetime, kind: str = "phone") -> ContactChangeRequested:
    return ContactChangeRequested(
        change_id=new_id(), patient_id=patient.id, kind=kind, address=address, requested_at=at, until=at + HOUR
    )


def replaced(patient: Patient, former: str, at: datetime, kind: str = "phone") -> ContactReplaced:
    return ContactReplaced(patient_id=patient.id, kind=kind, former=former, replaced_at=at)


def _time(starts_at: datetime) -> AppointmentTime:
    return AppointmentTime(starts_at=starts_at, ends_at=starts_at + HOUR, treatment_starts_at=starts_at)


@dataclass
class Appointment:
    """An appointment, as booking's events describe one; of a session it is written as well how to prepare."""

    patient: Patient
    starts_at: datetime
    kind: str = "review"
    origin: str = "requested"
    id: UUID = field(default_factory=new_id)
    course_id: UUID = field(default_factory=new_id)
    changes: int = 0

    def _changed(self) -> int:
        """Which change of the appointment comes now, as booking counts them."""
        self.changes += 1
        return self.changes

    @property
    def _who(self) -> dict[str, Any]:
        return {
            "appointment_id": self.id,
            "patient_id": self.patient.id,
            "clinic_id": self.patient.clinic_id,
            "kind": self.kind,
        }

    def booked(self, together: Together | None = None) -> AppointmentBooked:
        return AppointmentBooked(
            **self._who,
            origin=self.origin,
            time=_time(self.starts_at),
            course_id=self.course_id,
            cartridges=None,
            together=together,
            change=self._changed(),
        )

    def moved(self, to: datetime, together: Together | None = None) -> AppointmentMoved:
        before, self.starts_at = self.starts_at, to
        moved = {"previous_starts_at": before, "time": _time(to), "cartridges": None, "change": self._changed()}
        return AppointmentMoved(**self._who, **moved, together=together)

    def cancelled(self, reason: str = "patient_asked") -> AppointmentCancelled:
        gone = {"starts_at": self.starts_at, "reason": reason, "change": self._changed()}
        return AppointmentCancelled(**self._who, **gone)

    def missed(self) -> AppointmentMissed:
        return AppointmentMissed(**self._who, starts_at=self.starts_at)

    def reinstated(self, was: str = "cancelled") -> AppointmentReinstated:
        return AppointmentReinstated(
            **self._who,
            was=was,
            time=_time(self.starts_at),
            course_id=self.course_id,
            cartridges=None,
            change=self._changed(),
        )

    def held_back(self) -> AppointmentHeld:
        return AppointmentHeld(**self._who, starts_at=self.starts_at, reason="clearance_suspended")

    def released(self) -> AppointmentReleased:
        return AppointmentReleased(**self._who, starts_at=self.starts_at)

    def held(self) -> FollowUpScheduled:
        return FollowUpScheduled(
            **self._who, course_id=self.course_id, starts_at=self.starts_at, after_session_id=new_id()
        )


def handed_in(*sessions: Appointment, day: date | None = None) -> DayFormHandedIn:
    """The form of the day is there, for the day of these sessions unless another one is named."""
    first = sessions[0]
    return DayFormHandedIn(
        form_id=new_id(),
        patient_id=first.patient.id,
        clinic_id=first.patient.clinic_id,
        appointment_ids=tuple(each.id for each in sessions),
        day=day or first.starts_at.date(),
        handed_in_at=START,
    )


def in_one_step(*appointments: Appointment) -> Together:
    """What the event of each says of all of them."""
    listed = (OneOfSeveral(appointment_id=each.id, kind=each.kind, starts_at=each.starts_at) for each in appointments)
    return Together(together_id=new_id(), appointments=tuple(listed))


def performed(patient: Patient, at: datetime, modality: Modality = Modality.PEN) -> SessionPerformed:
    return SessionPerformed(
        session_id=new_id(),
        appointment_id=new_id(),
        course_id=new_id(),
        number=1,
        patient_id=patient.id,
        clinic_id=patient.clinic_id,
        practitioner_id=new_id(),
        modality=modality,
        area="face",
        overridden=False,
        performed_at=at,
    )


def decided(
    patient: Patient, outcome: Outcome, eligible_from: date | None, consult_id: UUID, at: datetime = START
) -> ScreeningDecided:
    return ScreeningDecided(
        screening_id=new_id(),
        patient_id=patient.id,
        clinic_id=patient.clinic_id,
        stage=ScreeningStage.CONSULT,
        consult_id=consult_id,
        outcome=outcome,
        limits=TreatmentLimits(
            modality=Modality.PEN,
            device_model="skinpen",
            area="face",
            max_depth_mm=Decimal("1.5"),
            anaesthetic_allowed=True,
            excluded_areas=(),
        ),
        eligible_from=eligible_from,
        valid_until=None,
        conditions=0,
        rule_set="2026-11",
        rule_set_digest="5d" * 32,
        reasons=("R07",),
        decided_at=at,
    )


async def booked(notifications: Running, patient: Patient, days: int = 3) -> dict[str, Any]:
    """What becomes of telling a patient that a visit is booked."""
    await notifications.react(Appointment(patient, START + days * DAY).booked())
    await notifications.fire_timers()
    return [each for each in await messages(notifications) if each["template"] == "appointment_confirmed"][-1]


async def messages(running: Running, **query: Any) -> list[dict[str, Any]]:
    """What the front desk sees, the oldest first."""
    answer = await running.client(Role.FRONT_DESK).get("/messages", params={"limit": 200, **query})
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found[::-1]


async def standing(running: Running, **query: Any) -> list[tuple[str, str]]:
    """Template and status of every message, in the order in which they were planned."""
    return [(each["template"], each["status"]) for each in await messages(running, **query)]


async def one(running: Running, template: str, status: str | None = None) -> dict[str, Any]:
    """The only message of a template, among those of a status when one is given."""
    query = {"status": status} if status else {}
    [found] = [each for each in await messages(running, **query) if each["template"] == template]
    return found


async def arrived(running: Running) -> list[Any]:
    """What the channels really got, in order."""
    async with running.work() as work:
        return list((await work.execute(select(channel_journal).order_by(channel_journal.c.handed_over_at))).all())


async def run_until(running: Running, moment: datetime) -> None:
    """Let time pass as a worker that is up would see it, from one timer to the next."""
    await running.fire_timers()
    while (due := await running.worker.timers.next_due()) and due < moment:
        running.clock.set(max(due, running.clock.now()))
        await running.fire_timers()
    running.clock.set(max(moment, running.clock.now()))
    await running.fire_timers()


async def assert_nothing_was_set_aside(running: Running) -> None:
    async with running.work() as work:
        assert (await work.execute(select(dead_letters.c.error))).all() == []


class MoodyChannel:
    """A journal behind a line that fails when a test says so, before the hand-over or, as a crash does, after it."""

    repeatable = True
    can_be_asked = False

    def __init__(self) -> None:
        self.busy = False
        self.dies_after_hand_over = False
        self.held: asyncio.Event | None = None
        self.reached = asyncio.Event()
        self.tries = 0
        self._journal: Journal | None = None

    def open(self, database: Database, _rehearsal: bool = True) -> Carriers:
        self._journal = Journal(database)
        return everything_through(self)

    async def hand_over(self, envelope: Envelope) -> Accepted:
        assert self._journal is not None
        self.tries += 1
        self.reached.set()
        if self.held:
            await self.held.wait()
        if self.busy:
            raise ChannelFailed("the line is busy")
        accepted = await self._journal.hand_over(envelope)
        if self.dies_after_hand_over:
            raise RuntimeError("killed between the hand-over and the commit")
        return accepted

    async def look_up(self, doubt: InDoubt) -> Accepted | None:
        raise NotImplementedError
