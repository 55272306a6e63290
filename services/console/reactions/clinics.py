"""Clinics: their names, zones and usual hours."""

from chassis.work import Work
from contracts.booking.clinics import ClinicChanged, ClinicDetails, ClinicOpened
from services.console.domain.live import TODAY
from services.console.reactions.listening import reaction, shows
from services.console.store.clinics import keep_clinic


@reaction.projection
async def keep_opened_clinic(work: Work, event: ClinicOpened) -> None:
    """A new clinic."""
    await keep_clinic(work, event.clinic_id, **_columns(event.details))


@reaction.projection
async def keep_changed_clinic(work: Work, event: ClinicChanged) -> None:
    """Its name, zone or hours may be others."""
    await keep_clinic(work, event.clinic_id, **_columns(event.details))


def _columns(details: ClinicDetails) -> dict[str, object]:
    hours = None if details.hours is None else [each.model_dump(mode="json") for each in details.hours]
    return {"name": details.name, "time_zone": details.time_zone, "hours": hours}


shows(TODAY, ClinicChanged)
