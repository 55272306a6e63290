"""A calendar follows its appointment: who has the entry by e-mail, and the news another way, gets one more mail."""

from chassis.work import Work
from services.notifications.commands.plans import announce
from services.notifications.domain.appointments import AppointmentState
from services.notifications.domain.invitations import CALENDAR, VISIT, has_invitations
from services.notifications.domain.messages import Announcement
from services.notifications.domain.occasions import OTHER, Occasion
from services.notifications.domain.recipients import Channel, Route
from services.notifications.domain.several import SEVERAL
from services.notifications.domain.templates import Template
from services.notifications.store.addresses import addresses_in
from services.notifications.store.hand_overs import mails_about
from services.notifications.store.messages import Found
from services.notifications.store.patients import find_patient
from services.notifications.store.templates import edition_named


async def tell_calendars(work: Work, row: Found, went_to: Route) -> None:
    """A message left. Its appointments may stand in a calendar elsewhere, at another time than it says."""
    if row.patient_id is None or CALENDAR in row.facts or not (row.appointment_id or SEVERAL in row.facts):
        return
    templates = (await edition_named(work, row.template_version)).templates.templates
    if not has_invitations(templates[row.template]):
        return
    told = [code for code, each in templates.items() if has_invitations(each)]
    mailed = await mails_about(work, row, told) - {went_to.address if went_to.channel is Channel.EMAIL else ""}
    patient = await find_patient(work, row.patient_id) if mailed else None
    for address in sorted(mailed.intersection(addresses_in(patient))) if patient else ():
        await announce(work, _follows(row, templates[row.template], address))


def _follows(row: Found, template: Template, address: str) -> Announcement:
    """The same news, for the calendar behind an address."""
    if template.only_while is AppointmentState.CANCELLED:
        occasion = Occasion.CALENDAR_CANCELLED
    else:
        occasion = Occasion.CALENDAR_MOVED_TOGETHER if SEVERAL in row.facts else Occasion.CALENDAR_MOVED
    return Announcement(
        occasion,
        about=row.about,
        clinic_id=row.clinic_id,
        happened_at=row.happened_at,
        patient_id=row.patient_id,
        appointment_id=row.appointment_id,
        starts_at=row.starts_at,
        word=row.facts.get(VISIT, OTHER),
        facts={**row.facts, CALENDAR: True, "sent_by": Channel.EMAIL.value, "sent_to": address},
    )
