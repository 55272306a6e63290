"""What screening hears. Per key in order; between topics anything may come first, so all of it waits for the rest."""

from zoneinfo import ZoneInfo

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from chassis.events.reactions import Reactions
from chassis.work import Work
from contracts.booking.clinics import ClinicChanged, ClinicOpened
from contracts.booking.consults import ConsultCompleted
from contracts.booking.patients import PatientChanged, PatientRegistered
from contracts.booking.sessions import SessionPerformed
from contracts.vocabulary import ScreeningStage
from services.screening.commands.decide import decide_again, decide_new
from services.screening.commands.intake import request_intake
from services.screening.domain.facts import Plan
from services.screening.store.screenings import lock_patient, zone_of
from services.screening.tables import clinics, consults, intakes, patients, screenings

reaction = Reactions()


@reaction
async def ask_for_the_declaration(work: Work, event: PatientRegistered) -> None:
    """Know the patient's birthday, and ask for the health declaration."""
    await _know_patient(work, event)
    await request_intake(work, await lock_patient(work, event.patient_id))
    await decide_new(work, event.patient_id)


@reaction
async def decide_again_when_the_birthday_was_wrong(work: Work, event: PatientChanged) -> None:
    """A corrected date of birth may change what was decided; nothing else about a patient does."""
    before = await lock_patient(work, event.patient_id)
    await _know_patient(work, event)
    if before.date_of_birth != event.details.date_of_birth:
        await decide_again(work, event.patient_id)


async def _know_patient(work: Work, event: PatientRegistered | PatientChanged) -> None:
    await lock_patient(work, event.patient_id)
    await work.execute(
        update(patients)
        .where(patients.c.id == event.patient_id)
        .values(date_of_birth=event.details.date_of_birth, home_clinic_id=event.details.home_clinic_id)
    )
    # The front desk of the home clinic helps with the declaration, so the intakes move with the patient.
    await work.execute(
        update(intakes).where(intakes.c.patient_id == event.patient_id).values(clinic_id=event.details.home_clinic_id)
    )


@reaction
async def learn_the_zone(work: Work, event: ClinicOpened) -> None:
    """The clinic has a local day from now on: decide what waited for it."""
    await _know_clinic(work, event)
    undecided = ~select(screenings.c.id).where(screenings.c.consult_id == consults.c.id).exists()
    waiting = select(consults.c.patient_id).where(consults.c.clinic_id == event.clinic_id, undecided).distinct()
    for patient_id in sorted((await work.execute(waiting)).scalars()):
        await decide_new(work, patient_id)


@reaction
async def keep_the_zone(work: Work, event: ClinicChanged) -> None:
    """Later decisions are made in the zone that the clinic has then."""
    await _know_clinic(work, event)


async def _know_clinic(work: Work, event: ClinicOpened | ClinicChanged) -> None:
    zone = ZoneInfo(event.details.time_zone).key
    stored = insert(clinics).values(id=event.clinic_id, time_zone=zone)
    await work.execute(stored.on_conflict_do_update(index_elements=[clinics.c.id], set_={"time_zone": zone}))


@reaction
async def decide_the_consult(work: Work, event: ConsultCompleted) -> None:
    """Keep what the practitioner found, and decide when the declaration is there."""
    await lock_patient(work, event.patient_id)
    plan = event.plan
    found = Plan(plan.concern, plan.area, plan.modality, plan.device_model, plan.depth_mm)
    await work.execute(
        insert(consults).values(
            id=event.consult_id,
            patient_id=event.patient_id,
            clinic_id=event.clinic_id,
            skin_type=event.skin_type,
            suitable=event.suitable,
            plan=found.stored(),
            completed_at=event.completed_at,
        )
    )
    await decide_new(work, event.patient_id)


@reaction
async def spend_the_days_clearance(work: Work, event: SessionPerformed) -> None:
    """A day-of clearance is for one session. A session under an override may have had none: then nothing is spent."""
    await lock_patient(work, event.patient_id)
    zone = await zone_of(work, event.clinic_id)
    if zone is None:
        return
    await work.execute(
        update(screenings)
        .where(
            screenings.c.patient_id == event.patient_id,
            screenings.c.clinic_id == event.clinic_id,
            screenings.c.stage == ScreeningStage.DAY_OF,
            screenings.c.superseded_by.is_(None),
            screenings.c.spent_by.is_(None),
            screenings.c.valid_until == event.performed_at.astimezone(zone).date(),
            screenings.c.limits["modality"].astext == event.modality,
            screenings.c.limits["area"].astext == event.area,
        )
        .values(spent_by=event.session_id)
    )
