"""Dead letters over HTTP, the same in every service: read, tried out, replayed in order, discarded with a reason."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Query
from sqlalchemy import ColumnElement

from chassis.access.admission import allow
from chassis.data.tables import dead_letters, settled_dead_letters
from chassis.events.dead_letters import KeyIsBlocked, NotTheFirst, Replayed
from chassis.events.envelope import Delivery
from chassis.http import Page, PageQuery, Transaction, api_router, equal_to, page, refuses
from chassis.operating.access import DEAD_LETTERS_SETTLE, EVENT_CONTENT_READ, OPERATIONS_READ
from chassis.operating.asked import Operated, OperatedService
from chassis.operating.content import content_of, without_words
from chassis.operating.letters import letters_of, place_of, settled_of
from chassis.operating.views import (
    GroupReplayedView,
    GroupReplayForm,
    LetterDetailView,
    LetterDiscardedView,
    LetterDiscardForm,
    LetterGroupView,
    LetterView,
    ReplayedView,
    ReplayEffectView,
    ReplayForm,
    SettledView,
)
from chassis.refusals import NotFound
from chassis.work import Work

router = api_router("dead letters")
LetterId = Annotated[int, Path(ge=1, le=2**63 - 1, description="The dead letter's id.")]
MOST_OF_A_KEY = 100
"""Events of a key that one call replays: it answers within its time."""
MOST_TRIED = 20
"""Events of a key that a dry run tries out."""
MOST_KEYS = 25
"""Keys of a group that one call replays."""
MOST_KEYS_TRIED = 5


@router.get("/dead-letter-groups", dependencies=[allow(OPERATIONS_READ)])
async def list_dead_letter_groups(work: Transaction, operated: OperatedService) -> list[LetterGroupView]:
    """Dead letters by how they failed, the most frequent first. A parked event counts with the one it waits for."""
    return [LetterGroupView.model_validate(each) for each in await operated.letters.grouped()]


@router.get("/dead-letters", dependencies=[allow(OPERATIONS_READ)])
async def list_dead_letters(
    work: Transaction,
    paging: PageQuery,
    operated: OperatedService,
    error_type: Annotated[str | None, Query(description="The error, as the list of groups says it.")] = None,
    error_place: Annotated[str | None, Query(description="Its place, as the list of groups says it.")] = None,
    topic: Annotated[str | None, Query(description="A topic, such as `booking.sessions`.")] = None,
    key: Annotated[str | None, Query(description="The key within which order is kept.")] = None,
) -> Page[LetterView]:
    """Dead letters in order of arrival, each before those that are parked behind it."""
    of = dead_letters.c
    wanted = equal_to({of.topic: topic, of.key: key})
    wanted += _as_grouped({of.error_type: error_type, of.error_place: error_place})
    statement = letters_of(operated.service.name, *wanted)
    return await page(work, statement, [of.id], paging, LetterView.model_validate)


@router.get("/settled-dead-letters", dependencies=[allow(OPERATIONS_READ)])
async def list_settled_dead_letters(
    work: Transaction, paging: PageQuery, operated: OperatedService
) -> Page[SettledView]:
    """Dead letters that were replayed or discarded, the newest first."""
    of = settled_dead_letters.c
    order = [of.settled_at.desc(), of.id.desc()]
    return await page(work, settled_of(operated.service.name), order, paging, SettledView.model_validate)


@router.get("/dead-letters/{letter_id}", dependencies=[allow(OPERATIONS_READ)])
@refuses(NotFound)
async def read_dead_letter(work: Transaction, operated: OperatedService, letter_id: LetterId) -> LetterDetailView:
    """One dead letter with its event. What it says of people is legible with the scope `event-content:read` alone."""
    row = await operated.letters.show(letter_id)
    place = await place_of(work, row)
    cause = Delivery(row.event_id, row.topic, row.key, row.type, row.headers, row.value).cause
    content, whole = content_of(row.value), work.access.may(EVENT_CONTENT_READ)
    if whole:
        _note_patient(work, content)
    return LetterDetailView(
        **LetterView.model_validate(row).model_dump(),
        first_of_key=place.first,
        behind=place.behind,
        correlation_id=cause.correlation_id,
        causation_id=row.headers.get("ce_causationid"),
        size=len(row.value),
        content=content if whole else without_words(content),
        content_hidden=not whole and content is not None,
    )


@router.post("/dead-letters/{letter_id}/replay", dependencies=[allow(DEAD_LETTERS_SETTLE)])
@refuses(KeyIsBlocked, NotFound)
async def replay_dead_letter(
    work: Transaction, operated: OperatedService, letter_id: LetterId, form: ReplayForm
) -> ReplayedView:
    """Handle the events of its key again, oldest first, one transaction each, after the cause is corrected.

    Stops where one fails again, and after 100 events. A dry run says what each of the first 20 would do.
    """
    return await _replay(work, operated, letter_id, dry_run=form.dry_run)


@router.post("/dead-letters/replay", dependencies=[allow(DEAD_LETTERS_SETTLE)])
async def replay_dead_letter_group(
    work: Transaction, operated: OperatedService, form: GroupReplayForm
) -> GroupReplayedView:
    """Replay the keys of a group, the oldest first: 25 keys, or a dry run of five. Ask again for what is left."""
    most = MOST_KEYS_TRIED if form.dry_run else MOST_KEYS
    heads = await operated.letters.heads(form.type, form.place, most)
    keys = [await _replay_one_of_many(work, operated, each, dry_run=form.dry_run) for each in heads]
    groups = await operated.letters.grouped()
    left = sum(each.failed + each.parked for each in groups if (each.type, each.place) == (form.type, form.place))
    return GroupReplayedView(keys=[each for each in keys if each], left=left)


@router.post("/dead-letters/{letter_id}/discard", dependencies=[allow(DEAD_LETTERS_SETTLE)])
@refuses(NotFound, NotTheFirst)
async def discard_dead_letter(
    work: Transaction, operated: OperatedService, letter_id: LetterId, form: LetterDiscardForm
) -> LetterDiscardedView:
    """Discard one failed event for good, with a reason for the audit log. Those behind it stay parked: replay one."""
    behind = await operated.letters.discard(letter_id, form.reason, work.access)
    return LetterDiscardedView(id=letter_id, behind=behind)


async def _replay_one_of_many(work: Work, operated: Operated, letter_id: int, *, dry_run: bool) -> ReplayedView | None:
    """None for one that somebody else settles meanwhile. One that has to wait keeps no other from being replayed."""
    try:
        row = await operated.letters.show(letter_id)
        return await _replay(work, operated, letter_id, dry_run=dry_run)
    except NotFound:
        return None
    except KeyIsBlocked as waits:
        done = Replayed(row.topic, row.key, handled=0, waiting=1, error=waits.detail)
        return _replayed(letter_id, done, dry_run=dry_run)


async def _replay(work: Work, operated: Operated, letter_id: int, *, dry_run: bool) -> ReplayedView:
    """Transactions of their own: what took effect stays so when a later event fails."""
    if dry_run:
        return await _try_out(work, operated, letter_id)
    done = await operated.letters.replay(letter_id, MOST_OF_A_KEY)
    work.audit("dead_letters_replayed", str(letter_id), topic=done.topic, handled=done.handled, waiting=done.waiting)
    return _replayed(letter_id, done, dry_run=False)


async def _try_out(work: Work, operated: Operated, letter_id: int) -> ReplayedView:
    row = await operated.letters.show(letter_id)
    effects = await operated.letters.try_out(letter_id, MOST_TRIED)
    place = await place_of(work, row)
    good = sum(each.error is None for each in effects)
    return ReplayedView(
        id=letter_id,
        topic=row.topic,
        key=row.key,
        dry_run=True,
        handled=good,
        waiting=max(place.behind + 1 - good, 0),
        error=next((each.error for each in effects if each.error), None),
        effects=[ReplayEffectView.model_validate(each) for each in effects],
    )


def _replayed(letter_id: int, done: Replayed, *, dry_run: bool) -> ReplayedView:
    return ReplayedView(
        id=letter_id,
        topic=done.topic,
        key=done.key,
        dry_run=dry_run,
        handled=done.handled,
        waiting=done.waiting,
        error=done.error,
        effects=[],
    )


def _as_grouped(wanted: dict[ColumnElement[str], str | None]) -> list[ColumnElement[bool]]:
    """Groups say nothing where it is not known."""
    return [column == value if value else column.is_(None) for column, value in wanted.items() if value is not None]


def _note_patient(work: Work, content: object) -> None:
    """Who reads a whole event reads about the patient whom it names."""
    found = content.get("patient_id") if isinstance(content, dict) else None
    try:
        work.access.concerns(UUID(str(found)), None)
    except ValueError:
        return
