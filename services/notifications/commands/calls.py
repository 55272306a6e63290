"""Somebody called whom a message did not reach, and says what came of it."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from chassis.access.scopes import Scope
from chassis.work import Work
from chassis.worklist.items import Kind
from services.notifications.access import DIRECTORS_CALL
from services.notifications.domain.messages import RECALL, Status, subject_of
from services.notifications.domain.refusals import MessageUnknown, NothingToCall
from services.notifications.store.messages import change_message, lock_message
from services.notifications.worklist import ADVICE_TO_CORRECT, DIRECTOR_TO_CALL, PATIENT_TO_CALL, WORKLIST


@dataclass(frozen=True)
class _Call:
    """What differs between calling a patient and calling a director."""

    item: Kind
    scope: Scope | None
    """None: the route's own."""
    also: Status
    """Besides one that failed or is doubtful, a message in this state is called about."""
    noted_as: str


_PATIENT = _Call(PATIENT_TO_CALL, None, Status.SENT, "patient called")
"""Also about advice that is not true any longer."""
_DIRECTOR = _Call(DIRECTOR_TO_CALL, DIRECTORS_CALL, Status.PLANNED, "director called")
"""Also while the mail still waits."""


async def settle_message(work: Work, message_id: UUID, note: str) -> None:
    """Somebody called, because it did not arrive or is not true any longer, and says what came of it.

    A patient, or a director who was to be told of a recall; whoever is asked about something answers by taking it.

    Said again, it is put right; what was said stays beside it.

    Raises MessageUnknown, Forbidden, NothingToCall, ClaimedByAnother.
    """
    row = await lock_message(work, message_id)
    if row is None or not (row.patient_id or RECALL in row.facts):
        raise MessageUnknown("There is no such message among those that you may see.")
    call = _PATIENT if row.patient_id else _DIRECTOR
    work.access.authorize(call.scope, whose=row.patient_id, where=row.clinic_id)
    if row.status not in (Status.FAILED, Status.DOUBTFUL, call.also) or row.reason is None:
        raise NothingToCall("This message did not fail: read what became of it.")
    is_advice = row.status == Status.SENT.value
    item = (ADVICE_TO_CORRECT, subject_of(row.about)) if is_advice else (call.item, message_id)
    await WORKLIST.require_free(work, *item)
    over: dict[str, Any] = {}
    if row.status == Status.PLANNED.value:
        over = {"status": Status.CANCELLED.value, "reason": "the director was called", "settled_at": work.now}
    called = {"by": work.actor.subject, "at": work.now.isoformat(), "note": note}
    await change_message(work, message_id, called=[*row.called, called], **over)
    await WORKLIST.close(work, *item, "called")
    work.audit(call.noted_as, f"message/{message_id}")
