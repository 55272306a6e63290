"""Threads of front desks: their page asks notifications again."""

from chassis.work import Work
from contracts.notifications.threads import ThreadChanged
from contracts.notifications.worklist import WorklistItemClaimed, WorklistItemReleased
from services.console.domain.live import INBOX
from services.console.reactions.listening import reaction, shows
from services.console.store.changes import note_change
from services.console.store.clinics import clinic_ids

shows(INBOX, WorklistItemClaimed, WorklistItemReleased)


@reaction
async def show_thread(work: Work, event: ThreadChanged) -> None:
    """A thread of which nobody knows the clinic is in the inbox of each."""
    for clinic_id in [event.clinic_id] if event.clinic_id else await clinic_ids(work):
        await note_change(work, clinic_id, INBOX)
