"""Clinics get practitioners, and so times that there were none of before."""

from uuid import UUID

from chassis.work import Work
from services.booking.calendar.commands.freed import note_opened
from services.booking.people.commands import practitioners
from services.booking.people.forms.practitioners import PractitionerForm, PractitionerView


async def add_practitioner(work: Work, clinic_id: UUID, form: PractitionerForm) -> PractitionerView:
    """Whoever waits for a time is asked about theirs. Raises NotFound."""
    added = await practitioners.add_practitioner(work, clinic_id, form)
    await note_opened(work, [clinic_id], work.now, None)
    return added
