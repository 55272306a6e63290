"""Items of all worklists: opened, claimed, given back, closed. What is overdue is seen by its due time."""

from typing import Any

from chassis.work import Work
from contracts.booking import worklist as booking
from contracts.inventory import worklist as inventory
from contracts.notifications import worklist as notifications
from contracts.screening import worklist as screening
from services.console.domain.live import DIRECTOR, STOCK, WORKLISTS
from services.console.reactions.listening import reaction, shows, to
from services.console.store.people import person_of
from services.console.store.worklist_items import delete_item, keep_item


async def _opened(work: Work, event: Any) -> None:
    """Somebody must do something; or what it is about, or its due time, has changed."""
    await _keep(work, event)


async def _claimed(work: Work, event: Any) -> None:
    """Somebody works on it."""
    await _keep(work, event, claimed_by=event.claimed_by, claimed_until=event.claimed_until)


async def _released(work: Work, event: Any) -> None:
    """Nobody does."""
    await _keep(work, event, claimed_by=None, claimed_until=None)


async def _closed(work: Work, event: Any) -> None:
    """It is done, or is not needed any more."""
    await delete_item(work, event.item_id)


async def _keep(work: Work, event: Any, **claim: Any) -> None:
    patient_id = event.patient_id
    if patient_id is not None:
        patient_id = await person_of(work, patient_id)
        if patient_id is None:  # erased: its service closes it
            return
    await keep_item(
        work,
        event.item_id,
        service=event.topic.partition(".")[0],
        kind=event.kind,
        subject_id=event.subject_id,
        about={name: str(id) for name, id in event.about.items()},
        clinic_id=event.clinic_id,
        patient_id=patient_id,
        opened_at=event.opened_at,
        due_at=event.due_at,
        **claim,
    )


for _of in (booking, inventory, notifications, screening):  # each service publishes them as types of its own
    reaction.projection(to(_of.WorklistItemOpened, _opened))
    reaction.projection(to(_of.WorklistItemClaimed, _claimed))
    reaction.projection(to(_of.WorklistItemReleased, _released))
    reaction.projection(to(_of.WorklistItemClosed, _closed))
    shows(
        WORKLISTS,
        _of.WorklistItemOpened,
        _of.WorklistItemClaimed,
        _of.WorklistItemReleased,
        _of.WorklistItemClosed,
    )

shows(
    DIRECTOR,
    screening.WorklistItemOpened,
    screening.WorklistItemClaimed,
    screening.WorklistItemReleased,
    screening.WorklistItemClosed,
)
shows(
    STOCK,
    inventory.WorklistItemOpened,
    inventory.WorklistItemClaimed,
    inventory.WorklistItemReleased,
    inventory.WorklistItemClosed,
)
