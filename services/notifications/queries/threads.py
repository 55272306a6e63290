"""Threads of the inbox, as far as the caller may see them."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select, true
from sqlalchemy.dialects.postgresql import distinct_on

from chassis.data.rows import Row
from chassis.http import Page, Paging, equal_to, page
from chassis.work import Work
from services.notifications.access import reaches, require_reach
from services.notifications.domain.hints import Hint
from services.notifications.domain.refusals import UNKNOWN_THREAD, ThreadUnknown
from services.notifications.domain.texts import TextState
from services.notifications.domain.threads import ThreadState
from services.notifications.forms.texts import TextPatientView
from services.notifications.forms.threads import InboxView, ThreadStepView, ThreadView, Whose
from services.notifications.store.threads import find_thread, people_of
from services.notifications.tables import patients, reply_questions, text_patients, texts, threads, worklist_items
from services.notifications.worklist import UNANSWERED_THREAD

of = threads.c
_THREADS_OF_COLLEAGUES = 200
"""Threads of a clinic in which something happened last: who worked on one of them is offered as a colleague."""
_writers = text_patients.join(texts, texts.c.id == text_patients.c.text_id).outerjoin(
    patients, patients.c.id == text_patients.c.patient_id
)
_last = (
    select(texts.c.channel, texts.c.sender, texts.c.text, texts.c.received_at)
    .where(texts.c.thread_id == of.id)
    .order_by(texts.c.received_at.desc(), texts.c.id.desc())
    .limit(1)
    .lateral("last")
)
_waits = (
    select(
        func.count().label("waiting"),
        func.min(texts.c.read_by).label("due_at"),
        func.coalesce(func.bool_or(texts.c.hints.contains([Hint.SPEAKS_OF_SKIN.value])), false()).label("soon"),
        func.max(reply_questions.c.asked_at).label("asked_at"),
        func.array_agg(texts.c.appointment_id).filter(texts.c.appointment_id.is_not(None)).label("appointments"),
    )
    .select_from(
        texts.outerjoin(
            reply_questions,
            and_(
                reply_questions.c.text_id == texts.c.id,
                reply_questions.c.state == "open",
                reply_questions.c.scope.is_not(None),
            ),
        )
    )
    .where(texts.c.thread_id == of.id, texts.c.state == TextState.OPEN.value)
    .lateral("waits")
)


async def list_threads(
    work: Work,
    paging: Paging,
    *,
    clinic_id: UUID | None,
    patient_id: UUID | None,
    state: ThreadState | None,
    assigned: Whose | None,
    known: bool | None,
) -> Page[ThreadView]:
    """Threads; the one that waits longest first, of closed ones the one that was closed last. Raises Forbidden."""
    visible = reaches(work.access.reach(whose=patient_id, where=clinic_id))
    theirs = _written(visible, patient_id, clinic_id)
    seen = theirs if patient_id or clinic_id else or_(theirs, of.clinic_id.is_(None))
    wanted = [*equal_to({of.state: state}), *_assigned(work, assigned)]
    if known is not None:
        wanted.append(of.clinic_id.is_not(None) if known else of.clinic_id.is_(None))
    order: list[ColumnElement[Any]] = [of.since, of.id]
    if state is ThreadState.CLOSED:
        order = [of.since.desc(), of.id.desc()]
    found = await page(work, _statement(work).where(seen, *wanted), order, paging, lambda row: view_of(row, ()))
    people = await _people_of(work, visible, [each.id for each in found.items])
    found.items = [each.model_copy(update={"people": people.get(each.id, [])}) for each in found.items]
    for each in found.items:
        work.access.show(each.people)
    return found


def _statement(work: Work) -> Select[Any]:
    claimed = and_(
        worklist_items.c.subject_id == of.id,
        worklist_items.c.kind == UNANSWERED_THREAD.name,
        worklist_items.c.closed_at.is_(None),
        worklist_items.c.claimed_until > work.now,
    )
    return select(
        *threads.columns,
        _last.c.channel.label("last_channel"),
        _last.c.sender,
        _last.c.text.label("last_text"),
        _last.c.received_at.label("last_text_at"),
        *_waits.c,
        worklist_items.c.claimed_by,
    ).select_from(
        threads.join(_last, _last.c.received_at.is_not(None))
        .join(_waits, of.id.is_not(None))
        .outerjoin(worklist_items, claimed)
    )


def _written(visible: ColumnElement[bool], patient_id: UUID | None, clinic_id: UUID | None) -> ColumnElement[bool]:
    """Somebody whom the caller may see can have written a text of it."""
    asked = equal_to({text_patients.c.patient_id: patient_id, text_patients.c.clinic_id: clinic_id})
    one = select(text_patients.c.text_id).select_from(_writers).where(texts.c.thread_id == of.id, visible, *asked)
    return one.correlate(threads).exists()


def _assigned(work: Work, assigned: Whose | None) -> list[ColumnElement[bool]]:
    match assigned:
        case "mine":
            return [of.assigned_to == work.actor.subject]
        case "nobodys":
            return [of.assigned_to.is_(None)]
        case None:
            return []


async def _people_of(
    work: Work, visible: ColumnElement[bool], ids: Sequence[UUID]
) -> dict[UUID, list[TextPatientView]]:
    """By thread, who can have written of those whom the caller may see."""
    statement = (
        select(texts.c.thread_id, *text_patients.columns, patients.c.given_name)
        .ext(distinct_on(texts.c.thread_id, text_patients.c.patient_id))
        .select_from(_writers)
        .where(texts.c.thread_id.in_(ids), visible)
        .order_by(texts.c.thread_id, text_patients.c.patient_id, text_patients.c.text_id.desc())
    )
    found: dict[UUID, list[TextPatientView]] = {}
    for row in await work.execute(statement):
        found.setdefault(row.thread_id, []).append(TextPatientView.model_validate(row))
    return found


async def read_thread(work: Work, thread_id: UUID) -> ThreadView:
    """One thread. Raises ThreadUnknown, Forbidden."""
    _, people = await shown_thread(work, thread_id)
    row = (await work.execute(_statement(work).where(of.id == thread_id))).one_or_none()
    if row is None:
        raise ThreadUnknown("Nothing is kept any longer of what was written here.")
    return view_of(row, people)


async def shown_thread(work: Work, thread_id: UUID) -> tuple[Row, list[TextPatientView]]:
    """A thread, and who can have written in it of those whom the caller may see. Raises ThreadUnknown, Forbidden."""
    thread = await find_thread(work, thread_id)
    if thread is None:
        raise ThreadUnknown(UNKNOWN_THREAD)
    people = [
        TextPatientView.model_validate(each) for each in require_reach(work.access, await people_of(work, thread_id))
    ]
    work.access.show(people)
    return thread, people


def view_of(row: Row, people: Sequence[TextPatientView]) -> ThreadView:
    """A thread as it is shown, with those of its people who are shown."""
    named = {name: value for name, value in row._mapping.items() if name in ThreadView.model_fields}
    return ThreadView.model_validate(
        {
            **named,
            "people": people,
            "channel": row.last_channel,
            "asked": row.asked_at is not None,
            "appointment_id": row.appointments[-1] if row.appointments else None,
            "steps": [ThreadStepView.model_validate(step) for step in row.steps],
        }
    )


async def read_inbox(work: Work, clinic_id: UUID) -> InboxView:
    """How much waits at a clinic, and who worked there lately. Raises Forbidden."""
    work.access.reach(where=clinic_id)
    here, is_open = of.clinic_id == clinic_id, of.state == ThreadState.OPEN.value
    mine = of.assigned_to == work.actor.subject
    counts = select(
        func.count().filter(here, is_open).label("open"),
        func.count().filter(here, mine).label("mine"),
        func.count().filter(here, is_open, of.assigned_to.is_(None)).label("nobodys"),
        func.count().filter(here, of.state == ThreadState.WAITING.value).label("waiting"),
        func.count().filter(of.clinic_id.is_(None), is_open).label("unknown"),
        func.min(of.since).filter(here, is_open).label("oldest"),
    ).where(or_(here, of.clinic_id.is_(None)), of.state != ThreadState.CLOSED.value)
    row = (await work.execute(counts)).one()
    lately = select(of.steps).where(here).order_by(of.since.desc(), of.id.desc()).limit(_THREADS_OF_COLLEAGUES)
    worked_on = lately.subquery("lately")
    step = func.jsonb_array_elements(worked_on.c.steps).table_valued("value").render_derived()
    said_by = step.c.value.op("->>")("by")
    names = select(said_by.label("who")).distinct().select_from(worked_on.join(step, true()))
    colleagues = sorted((await work.execute(names)).scalars())
    return InboxView.model_validate({**row._mapping, "colleagues": colleagues})
