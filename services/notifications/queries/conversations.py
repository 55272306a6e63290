"""What was written both ways between a patient and the clinics, in order."""

from typing import Any
from uuid import UUID

from sqlalchemy import Select, Text, and_, cast, func, literal, null, or_, select, union_all

from chassis.http import Page, Paging, Period, page
from chassis.work import Work
from services.notifications.access import require_patient
from services.notifications.domain.messages import LEFT, Status
from services.notifications.forms.conversations import LineView
from services.notifications.queries.threads import shown_thread
from services.notifications.store.patients import find_patient
from services.notifications.tables import messages, text_patients, texts


async def list_conversation(work: Work, paging: Paging, period: Period, patient_id: UUID) -> Page[LineView]:
    """Everything that they wrote and that left for them, the newest first.

    Raises RecipientUnknown, Forbidden, RecordMerged.
    """
    require_patient(work.access, await find_patient(work, patient_id))
    return await _page(work, paging, period, _of_patient(patient_id))


async def list_thread(work: Work, paging: Paging, period: Period, thread_id: UUID) -> Page[LineView]:
    """The same for a thread: of one patient, or what came from a number of which nobody knows who writes from it.

    Raises ThreadUnknown, Forbidden.
    """
    thread, _ = await shown_thread(work, thread_id)
    if thread.patient_id is not None:
        return await _page(work, paging, period, _of_patient(thread.patient_id))
    return await _page(work, paging, period, _TEXTS.where(texts.c.thread_id == thread_id))


async def _page(work: Work, paging: Paging, period: Period, wanted: Any) -> Page[LineView]:
    lines = wanted.subquery()
    statement = select(lines).where(*period.of(lines.c.at))
    return await page(work, statement, [lines.c.at.desc(), lines.c.id.desc()], paging, LineView.model_validate)


_others = text_patients.alias()
_TEXTS: Select[Any] = select(
    texts.c.id,
    texts.c.received_at.label("at"),
    literal("patient").label("by"),
    texts.c.channel,
    texts.c.text,
    texts.c.state,
    cast(null(), Text).label("template"),
    select(func.count() > 1).where(_others.c.text_id == texts.c.id).scalar_subquery().label("shared"),
)
_answer = messages.c.facts["answer"].astext
"""What somebody at a clinic wrote, also while it has not left or could not."""
_MESSAGES: Select[Any] = select(
    messages.c.id,
    func.coalesce(messages.c.settled_at, messages.c.happened_at),
    literal("clinic"),
    func.coalesce(messages.c.channel, messages.c.facts["reply_by"].astext),
    func.coalesce(messages.c.text, _answer),
    messages.c.status,
    messages.c.template,
    literal(False),
).where(
    or_(
        and_(messages.c.text.is_not(None), messages.c.status.in_([each.value for each in LEFT])),
        and_(_answer.is_not(None), messages.c.status != Status.CANCELLED.value),
    )
)


def _of_patient(patient_id: UUID) -> Any:
    theirs = _TEXTS.join(text_patients, text_patients.c.text_id == texts.c.id)
    return union_all(
        theirs.where(text_patients.c.patient_id == patient_id), _MESSAGES.where(messages.c.patient_id == patient_id)
    )
