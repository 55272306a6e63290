"""What screening decided is kept."""

from typing import Any

from sqlalchemy.dialects.postgresql import insert

from chassis.local_time import local_day
from chassis.work import Work
from contracts.screening.screenings import ScreeningDecided
from services.booking.care.tables import clearances
from services.booking.people.store.clinics import zone_of
from services.booking.people.store.patients import lock_person


async def keep_decision(work: Work, event: ScreeningDecided) -> None:
    """Keep what screening decided. Raises NotFound for an unknown patient or clinic.

    The local day of one that is kept already stays: the clinic's zone may be another now.
    """
    patient = await lock_person(work, event.patient_id)
    decided = {"patient_id": patient.id, **_columns(event)}
    decided_on = local_day(event.decided_at, await zone_of(work, event.clinic_id))
    statement = insert(clearances).values(**decided, decided_on=decided_on)
    await work.execute(statement.on_conflict_do_update(index_elements=["screening_id"], set_=decided))


def _columns(event: ScreeningDecided) -> dict[str, Any]:
    limits = event.limits
    return {
        "screening_id": event.screening_id,
        "clinic_id": event.clinic_id,
        "consult_id": event.consult_id,
        "stage": event.stage.value,
        "outcome": event.outcome.value,
        "modality": limits.modality.value,
        "device_model": limits.device_model,
        "area": limits.area,
        "max_depth_mm": limits.max_depth_mm,
        "anaesthetic_allowed": limits.anaesthetic_allowed,
        "excluded_areas": list(limits.excluded_areas),
        "further_areas": [each.model_dump(mode="json") for each in limits.further],
        "eligible_from": event.eligible_from,
        "valid_until": event.valid_until,
        "conditions": event.conditions,
        "rule_set": event.rule_set,
        "decided_at": event.decided_at,
    }
