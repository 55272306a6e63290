"""Whose things are that merges and their undoing concern, though their events name somebody else.

Order is kept by the key that a thing's events began with: what went back goes on being published under the other one.
Its events and the undoing come from other keys and topics, in any order and to several workers. Whichever of them
comes second sees the other: see ``GivenBack``.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import insert as upsert

from chassis.data.statements import Prepared
from chassis.events.event import Event
from chassis.merging.tables import given_back
from chassis.work import Work

NAMES = ("appointment_id", "consult_id", "course_id", "session_id", "item_id", "intake_id", "letter_id", "report_id")
"""Fields of events, and columns of tables, that name what may have gone back."""
MERGE = "merge_id"
"""The field of the events by which things become another patient's: their merge, and its undoing."""
_KNOWN = Prepared(
    text(
        "SELECT subject_id AS id, owner_id FROM given_back WHERE subject_id = ANY(CAST(:of AS uuid[]))"
        " UNION ALL SELECT ended_id, NULL FROM merges"
        " WHERE ended_id = ANY(CAST(:patients AS uuid[])) AND merged_at IS NOT NULL AND undone_at IS NULL"
    )
)
_ALONE = text("LOCK TABLE merges IN EXCLUSIVE MODE")
_TOGETHER = text("LOCK TABLE merges IN ROW SHARE MODE")


async def lock_owners(work: Work) -> None:
    """Before any other lock: things are about to become another patient's, while nobody writes of them from events.

    Whoever has an event under way ends before, and its rows are seen; or begins after, and sees whose they are.
    """
    await work.execute(_ALONE)


async def give_subjects(work: Work, patient_id: UUID, subjects: Collection[UUID]) -> None:
    """From now on these are this patient's, whatever their events say, also those of the same batch."""
    if not subjects:
        return
    new = upsert(given_back).values([{"subject_id": each, "owner_id": patient_id} for each in sorted(subjects)])
    own = {"owner_id": new.excluded.owner_id}
    await work.execute(new.on_conflict_do_update(index_elements=["subject_id"], set_=own))
    work.owners.update(dict.fromkeys(subjects, patient_id))


async def keep_named(work: Work, subjects: Sequence[UUID], named: UUID) -> None:
    """These were made for the record that an event named; where it has ended, its undoing finds them."""
    rows = await work.execute(_KNOWN, {"of": [], "patients": [named]})
    if subjects and rows.all():
        kept = [{"subject_id": each, "owner_id": named} for each in sorted(subjects)]
        await work.execute(upsert(given_back).values(kept).on_conflict_do_nothing())


async def subjects_of(work: Work, records: Collection[UUID]) -> set[UUID]:
    """What events named as one of these records', or what went back to one of them."""
    named = select(given_back.c.subject_id).where(given_back.c.owner_id.in_(list(records)))
    return set((await work.execute(named)).scalars())


class GivenBack:
    """For the reactions of a service that has rows about patients. While nobody was merged, it asks nothing.

    A batch holds the table of merges shared from its claim until its commit; a merge or its undoing holds it alone.
    What an event says of a record that has ended by then is kept by subject, for the undoing that may come after it:
    the record was alive again for who published it.
    """

    asked = (
        "(SELECT EXISTS (SELECT FROM merges)"
        " OR EXISTS (SELECT FROM merges WHERE id = '00000000-0000-0000-0000-000000000000' FOR KEY SHARE))"
    )
    """Of the claim: whether anybody was merged. It locks no row; it locks the table before it looks."""

    def moves(self, event: object) -> bool:
        """Whether by this event things become another patient's."""
        return MERGE in _said(event)

    async def lock(self, work: Work, *, alone: bool) -> None:
        """Hold the table of merges."""
        await (lock_owners(work) if alone else work.execute(_TOGETHER))

    async def look_up(self, work: Work, events: Sequence[object]) -> None:
        """One statement for the batch; none where no event names what may have gone back."""
        named = {subject: _said(event)["patient_id"] for event in events for subject in _subjects(event)}
        if not named:
            return
        asked = {"of": list(named), "patients": list(set(named.values()))}
        rows = (await work.execute(_KNOWN, asked)).all()
        work.owners.update({row.id: row.owner_id for row in rows if row.owner_id is not None})
        ended = {row.id for row in rows if row.owner_id is None}
        late = {subject: of for subject, of in named.items() if of in ended and subject not in work.owners}
        if late:
            kept = [{"subject_id": subject, "owner_id": late[subject]} for subject in sorted(late)]
            await work.execute(upsert(given_back).values(kept).on_conflict_do_nothing())

    def as_owned(self, work: Work, event: Event) -> Event:
        """The event, about the patient whose it is."""
        if not work.owners:
            return event
        said = _said(event).get("patient_id")
        owner = next((work.owners[each] for each in _subjects(event) if each in work.owners), said)
        return event if owner == said else event.model_copy(update={"patient_id": owner})


GIVEN_BACK = GivenBack()


def _said(event: object) -> Mapping[str, Any]:
    """Empty for what could not be read. No reaction reads these fields for it."""
    return getattr(event, "__dict__", {})


def _subjects(event: object) -> list[UUID]:
    """Empty for an event that names no patient."""
    said = _said(event)
    if said.get("patient_id") is None:
        return []
    return [said[name] for name in NAMES if said.get(name) is not None]
