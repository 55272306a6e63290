"""What patients wrote back waits for a person, who says what was done about it; and may open it again."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from chassis.data.rows import Row
from chassis.work import Work
from contracts.notifications.texts import TextReceived, TextSettled
from services.notifications.access import require_reach
from services.notifications.commands.questions import no_stop_was_meant, stop_was_meant
from services.notifications.commands.thread_states import follow_texts, join_thread
from services.notifications.domain.hints import Hint
from services.notifications.domain.refusals import NothingAsked, NothingToSettle, TextIsOpen, TextUnknown
from services.notifications.domain.texts import Meant, Reached, TextPolicy, TextState
from services.notifications.store.patients import lock_people
from services.notifications.store.questions import lock_question_of
from services.notifications.store.texts import change_text, lock_text, reached_by
from services.notifications.worklist import TEXT_TO_READ, UNANSWERED_THREAD, WORKLIST

ANSWERED = "answered"


async def ask_again(work: Work, text: Row, policy: TextPolicy) -> None:
    """It waits for somebody, in the thread of whoever can have written it."""
    await join_thread(work, text, await _people(work, text.id), policy)


def publish_text(work: Work, text: Row, reached: Sequence[Reached]) -> None:
    """Inform other services, for each patient who is reached there, that something was written; not what."""
    for each in reached:
        work.publish(
            TextReceived(
                text_id=text.id,
                patient_id=each.patient_id,
                clinic_id=each.clinic_id,
                soon=Hint.SPEAKS_OF_SKIN in text.hints,
                received_at=text.received_at,
            )
        )


def publish_settled(work: Work, text_id: UUID, reached: Sequence[Row], *, no_reaction: bool) -> None:
    """Inform other services, for each patient who is reached there, that nobody has to look at the text for them."""
    for each in reached:
        work.publish(
            TextSettled(
                text_id=text_id,
                patient_id=each.patient_id,
                clinic_id=each.clinic_id,
                no_reaction=no_reaction,
                settled_at=work.now,
            )
        )


async def settle_text(
    work: Work, text_id: UUID, note: str, *, no_reaction: bool = False, meant: Meant | None = None
) -> Row:
    """Somebody read it, and says what was done, what was meant, and whether it is about no reaction. Answers the text.

    Raises TextUnknown, Forbidden, NothingToSettle, NothingAsked, ClaimedByAnother.
    """
    await lock_people(work, [each.patient_id for each in await reached_by(work, text_id)])
    text = await locked_text(work, text_id)
    if text.state != TextState.OPEN:
        raise NothingToSettle("Nothing waits here: read what was done, or open the text again.")
    if meant is not None:
        await say_what_was_meant(work, text_id, meant)
    return await settle(work, text, "settled", note, no_reaction=no_reaction)


async def settle(work: Work, text: Row, what: str, note: str, *, no_reaction: bool = False) -> Row:
    """Nobody has to read a locked text any more, for ``what`` was done. Answers it. Raises ClaimedByAnother."""
    if text.thread_id is not None:
        await WORKLIST.require_free(work, UNANSWERED_THREAD, text.thread_id)
    changed = await settle_one(work, text, what, note, no_reaction=no_reaction)
    if text.thread_id is not None:
        await follow_texts(work, text.thread_id, what, replied=what == ANSWERED)
    return changed


async def settle_one(work: Work, text: Row, what: str, note: str, *, no_reaction: bool = False) -> Row:
    """The same, of a text whose thread is brought up to date afterwards."""
    steps = steps_with(work, text, what, note, no_reaction=no_reaction)
    changed = await change_text(work, text.id, state=TextState.SETTLED.value, steps=steps)
    await WORKLIST.close(work, TEXT_TO_READ, text.id, what)
    publish_settled(work, text.id, await reached_by(work, text.id), no_reaction=no_reaction)
    work.audit(f"text {what}", f"text/{text.id}")
    return changed


async def say_what_was_meant(work: Work, text_id: UUID, meant: Meant) -> None:
    """End the question that a text made needed. Raises NothingAsked."""
    question = await lock_question_of(work, text_id)
    if question is None or question.scope is None:
        raise NothingAsked("Nobody waits for an answer about this text: leave out what was meant.")
    await (stop_was_meant if meant is Meant.STOP else no_stop_was_meant)(work, question)


async def reopen_text(work: Work, text_id: UUID, note: str, policy: TextPolicy) -> Row:
    """It was settled by mistake, or more has to be done: it waits again. Answers the text.

    Where it was said to be about no reaction, other services look at it again as well.

    Raises TextUnknown, Forbidden, TextIsOpen.
    """
    text = await locked_text(work, text_id)
    if text.state == TextState.OPEN:
        raise TextIsOpen("This text waits for somebody already: settle it when something was done.")
    changed = await change_text(
        work, text_id, state=TextState.OPEN.value, steps=steps_with(work, text, "reopened", note)
    )
    await ask_again(work, changed, policy)
    if text.steps and text.steps[-1].get("no_reaction"):
        publish_text(work, changed, await _people(work, text_id))
    work.audit("text reopened", f"text/{text_id}")
    return changed


async def _people(work: Work, text_id: UUID) -> list[Reached]:
    return [Reached(each.patient_id, each.clinic_id) for each in await reached_by(work, text_id)]


async def locked_text(work: Work, text_id: UUID) -> Row:
    """One text, locked, for who may act on it. Raises TextUnknown, Forbidden."""
    text = await lock_text(work, text_id)
    if text is None:
        raise TextUnknown("There is no such text among those that you may see.")
    require_reach(work.access, await reached_by(work, text_id))
    return text


def steps_with(work: Work, text: Row, what: str, note: str, **more: Any) -> list[dict[str, Any]]:
    """What was done about a text, with one step more."""
    return [*text.steps, {"what": what, "by": work.actor.subject, "at": work.now.isoformat(), "note": note, **more}]
