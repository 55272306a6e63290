"""Items of screening and inventory that cannot wait: who is in line is asked until somebody works on them."""

from typing import Any

from chassis.work import Work
from contracts.inventory import worklist as inventory
from contracts.screening import worklist as screening
from contracts.screening.screenings import ReactionEscalated
from services.notifications.commands.escalations import acknowledge_by_fact, begin, end, note_reaction
from services.notifications.domain.escalations import AT_ONCE, KINDS, OVERDUE, REACTION_ITEM
from services.notifications.reactions.listening import reaction


@reaction
async def ask_about_a_recall(work: Work, event: inventory.WorklistItemOpened) -> None:
    """Recalled stock lies somewhere: at once."""
    if cause := AT_ONCE.get(event.kind):
        await begin(work, cause, event)


@reaction
async def ask_about_what_is_overdue(work: Work, event: screening.WorklistItemOverdue) -> None:
    """A decision was due, or nobody has looked at a text that may tell of a reaction."""
    if cause := OVERDUE.get(event.kind):
        await begin(work, cause, event)


@reaction
async def ask_again_when_it_is_given_back(work: Work, event: screening.WorklistItemReleased) -> None:
    """Whoever worked on it does not, and it is overdue: from the first in line again."""
    if (cause := OVERDUE.get(event.kind)) and event.due_at <= work.now:
        await begin(work, cause, event)


@reaction
async def ask_again_about_a_recall(work: Work, event: inventory.WorklistItemReleased) -> None:
    """Whoever put the stock aside does not: from the first in line again."""
    if cause := AT_ONCE.get(event.kind):
        await begin(work, cause, event)


@reaction
async def stop_when_somebody_decides(work: Work, event: screening.WorklistItemClaimed) -> None:
    """Somebody works on it."""
    await _claimed(work, event)


@reaction
async def stop_when_somebody_puts_aside(work: Work, event: inventory.WorklistItemClaimed) -> None:
    """Somebody works on it."""
    await _claimed(work, event)


@reaction
async def stop_when_it_is_decided(work: Work, event: screening.WorklistItemClosed) -> None:
    """It was done, or is not needed any more."""
    await _closed(work, event)


@reaction
async def stop_when_it_is_put_aside(work: Work, event: inventory.WorklistItemClosed) -> None:
    """It was done, or is not needed any more."""
    await _closed(work, event)


@reaction
async def keep_whom_screening_asks(work: Work, event: ReactionEscalated) -> None:
    """Screening's own line: kept beside the others, and listed when its last does not answer."""
    await note_reaction(work, event)


async def _claimed(work: Work, event: Any) -> None:
    if event.kind in KINDS:
        await acknowledge_by_fact(work, event.item_id, event.claimed_by)


async def _closed(work: Work, event: Any) -> None:
    if event.kind in KINDS:
        await end(work, event.item_id, event.why)
    elif event.kind == REACTION_ITEM and "report_id" in event.about:  # also when the patient is erased
        await end(work, event.about["report_id"], event.why)
