"""The worklist over HTTP, the same in every service that has one."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Query, Request
from sqlalchemy import ColumnElement, select

from chassis.access.admission import allow
from chassis.access.rows import within
from chassis.http import Page, PageQuery, Transaction, View, api_router, equal_to, page, refuses
from chassis.work import Work
from chassis.worklist.access import WORKLIST_READ, WORKLIST_TAKE
from chassis.worklist.items import ClaimedByAnother, Item, ItemClosed, ItemForOthers, ItemNotFound
from chassis.worklist.lists import Worklist
from chassis.worklist.tables import worklist_items as items

router = api_router("worklist")


class ItemState(StrEnum):
    """Whether something is left to do."""

    OPEN = "open"
    OVERDUE = "overdue"
    """Open, and its due time is over."""
    CLOSED = "closed"


class WorklistItemView(View):
    """One thing that somebody must do."""

    id: UUID
    kind: str
    """What is to be done, such as ``review_waiting``."""
    subject_id: UUID
    """What it is about: at most one item of a kind is open for it."""
    about: dict[str, UUID]
    """Further ids that the work needs, by name, such as ``screening_id``."""
    clinic_id: UUID
    patient_id: UUID | None
    opened_at: datetime
    waits_minutes: int
    """How long it has waited, or waited until it was closed."""
    due_at: datetime
    overdue: bool
    """The due time is over, and it is open or was closed late."""
    claimed_by: str | None
    claimed_until: datetime | None
    """When the claim lapses by itself."""
    may_claim: bool
    """Whether the caller may claim it now."""
    closed_at: datetime | None
    closed_why: str | None
    """The fact that closed it, as a code such as ``ruled``."""


async def _worklist(request: Request) -> Worklist:
    worklist: Worklist = request.app.state.worklist
    return worklist


Items = Annotated[Worklist, Depends(_worklist)]


@router.get("/worklist", dependencies=[allow(WORKLIST_READ)])
async def list_worklist(
    work: Transaction,
    paging: PageQuery,
    worklist: Items,
    kind: Annotated[str | None, Query(description="A kind of item, such as `review_waiting`.")] = None,
    clinic_id: UUID | None = None,
    patient_id: UUID | None = None,
    state: ItemState = ItemState.OPEN,
    claimed_by: Annotated[str | None, Query(description="The `sub` of whoever has claimed it.")] = None,
) -> Page[WorklistItemView]:
    """What somebody must do at the caller's clinics, what is due first at the top."""
    reach = work.access.reach(whose=patient_id, where=clinic_id)
    of = items.c
    statement = select(items).where(
        within(reach, patient=of.patient_id, clinics=[of.clinic_id]),
        _in_state(state, work.now),
        *equal_to({of.kind: kind, of.clinic_id: clinic_id, of.patient_id: patient_id, of.claimed_by: claimed_by}),
    )
    return await page(work, statement, [of.due_at, of.id], paging, lambda row: _view(work, worklist, Item.of(row)))


@router.post("/worklist/{item_id}/claim", dependencies=[allow(WORKLIST_TAKE)])
@refuses(ClaimedByAnother, ItemClosed, ItemForOthers, ItemNotFound)
async def claim_item(item_id: UUID, work: Transaction, worklist: Items) -> WorklistItemView:
    """Say that you work on it, so that nobody else does. The claim lapses by itself; claim again to keep it."""
    return _view(work, worklist, await worklist.claim(work, item_id))


@router.post("/worklist/{item_id}/release", dependencies=[allow(WORKLIST_TAKE)])
@refuses(ClaimedByAnother, ItemClosed, ItemForOthers, ItemNotFound)
async def release_item(item_id: UUID, work: Transaction, worklist: Items) -> WorklistItemView:
    """Give back what you claimed, for somebody else to take."""
    return _view(work, worklist, await worklist.release(work, item_id))


def _in_state(state: ItemState, now: datetime) -> ColumnElement[bool]:
    if state is ItemState.CLOSED:
        return items.c.closed_at.is_not(None)
    still: ColumnElement[bool] = items.c.closed_at.is_(None)
    return still & (items.c.due_at <= now) if state is ItemState.OVERDUE else still


def _view(work: Work, worklist: Worklist, item: Item) -> WorklistItemView:
    seen: dict[str, Any] = {name: getattr(item, name) for name in WorklistItemView.model_fields if hasattr(item, name)}
    seen |= {"claimed_by": item.holder(work.now) if item.closed_at is None else item.claimed_by}
    return WorklistItemView(
        **seen,
        waits_minutes=int(item.age(work.now).total_seconds() // 60),
        overdue=item.due_at <= (item.closed_at or work.now),
        may_claim=item.is_free_for(work.actor.subject, work.now) and worklist.may_take(work, item),
    )
