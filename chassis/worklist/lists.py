"""A service's worklist: items are opened, claimed, released, overdue and closed, each in the caller's transaction."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from chassis.events.event import Event
from chassis.events.timers import Timers
from chassis.ids import new_id
from chassis.work import Work
from chassis.worklist import store
from chassis.worklist.items import Change, Done, Item, ItemForOthers, ItemNotFound, Kind, Wanted, facts_of

OVERDUE, LAPSE = "worklist.overdue", "worklist.lapse"
"""The timers of an item; their key is the item's id."""
ERASED = "patient_erased"
"""Why an item is closed whose patient is only an id now."""
CLAIM_LASTS = timedelta(hours=2)
"""How long an item stays with whoever claimed it and does not finish: a policy of the chain."""


def _publishes_nothing(_change: Change, _item: Item) -> Event:
    raise NotImplementedError("a service without a worklist opens no item")


@dataclass(frozen=True)
class Worklist:
    """The kinds of items of one service, and its events about them."""

    kinds: tuple[Kind, ...] = ()
    event: Callable[[Change, Item], Event] = _publishes_nothing
    """The event that says what happened to an item. It carries ids, and nothing about anybody's health."""

    def kind_of(self, item: Item) -> Kind | None:
        """The kind of an item; None for one that this release does not know."""
        return next((kind for kind in self.kinds if kind.name == item.kind), None)

    def may_take(self, work: Work, item: Item) -> bool:
        """Whether the caller has the scope that the item's kind needs."""
        kind = self.kind_of(item)
        return kind is not None and work.access.may(kind.take, whose=item.patient_id, where=item.clinic_id)

    async def open(
        self,
        work: Work,
        kind: Kind,
        subject_id: UUID,
        *,
        clinic_id: UUID,
        patient_id: UUID | None,
        due_at: datetime,
        about: Mapping[str, UUID] | None = None,
    ) -> None:
        """Somebody must do this, by ``due_at`` (UTC). While an item is open for the subject, it is brought up to date.

        Said twice, it changes nothing.
        """
        await self._open(work, kind, subject_id, facts_of(about or {}, clinic_id, patient_id, due_at))

    async def _open(self, work: Work, kind: Kind, subject_id: UUID, facts: dict[str, Any]) -> None:
        item = await store.insert_item(
            work, id=new_id(), kind=kind.name, subject_id=subject_id, opened_at=work.now, **facts
        )
        if item is None:
            item = await self._brought_up_to_date(work, kind, subject_id, facts)
        if item is not None:
            await work.set_timer(OVERDUE, str(item.id), item.due_at)
            work.publish(self.event(Change.OPENED, item))

    async def settle(self, work: Work, patient_id: UUID, facts: Iterable[Wanted | Done]) -> None:
        """Open what is wanted for a patient and close what is done, after one look at what is open.

        Under the lock under which all of these items are opened and closed.
        """
        present = {(item.kind, item.subject_id): item for item in await store.lock_open_of(work, patient_id)}
        for fact in facts:
            item = present.get((fact.kind.name, fact.subject_id))
            if isinstance(fact, Wanted):
                says = facts_of(fact.about, fact.clinic_id, patient_id, fact.due_at)
                if item is None or not item.says(fact.kind, says):
                    await self._open(work, fact.kind, fact.subject_id, says)
            elif item is not None:
                await self.close(work, fact.kind, fact.subject_id, fact.why)

    async def _brought_up_to_date(self, work: Work, kind: Kind, subject_id: UUID, facts: dict[str, Any]) -> Item | None:
        """The open item of a subject with new facts, or None when they are not new."""
        present = await store.lock_open(work, kind.name, subject_id)
        if present is None:  # closed since the attempt to insert: the fact that closed it is the later one
            return None
        if present.says(kind, facts):
            return None
        if kind.keeps_due:
            facts = {**facts, "due_at": present.due_at}
        overdue = present.overdue_at if facts["due_at"] <= work.now else None
        return await store.change_item(work, present.id, **facts, overdue_at=overdue)

    async def close(self, work: Work, kind: Kind, subject_id: UUID, why: str) -> None:
        """Nothing is left to do; ``why`` is a code such as ``ruled``. Without an open item nothing happens."""
        await self.close_any(work, (kind,), subject_id, why)

    async def close_any(self, work: Work, kinds: Iterable[Kind], subject_id: UUID, why: str) -> None:
        """The same for several kinds of one subject, each of which may have an open item."""
        await self._closed(work, await store.close_open(work, [kind.name for kind in kinds], subject_id, why))

    async def close_of(self, work: Work, kind: Kind, patient_id: UUID, why: str) -> None:
        """The same for all items of a kind about a patient, whatever their subjects."""
        await self._closed(work, await store.close_kind_of(work, kind.name, patient_id, why))

    async def _closed(self, work: Work, items: Iterable[Item]) -> None:
        for item in items:
            await work.cancel_timer(OVERDUE, str(item.id))
            if item.claimed_by is not None:  # only a claim sets it, and its end takes it away
                await work.cancel_timer(LAPSE, str(item.id))
            work.publish(self.event(Change.CLOSED, item))

    async def reopen(self, work: Work, item_ids: Iterable[UUID]) -> None:
        """What closed these was a mistake: they are open again, each unless one of its kind was opened since."""
        for item_id in item_ids:
            item = await store.reopen_item(work, item_id)
            if item is not None:
                await work.set_timer(OVERDUE, str(item.id), item.due_at)
                work.publish(self.event(Change.OPENED, item))

    async def say_again(self, work: Work, patient_id: UUID) -> None:
        """What is open about a patient was another's until now: say so."""
        for item in await store.lock_open_of(work, patient_id):
            work.publish(self.event(Change.OPENED, item))

    async def erase(self, work: Work, patient_id: UUID) -> None:
        """Nobody has anything to do for a patient who is erased: say so of what is open, and delete all of it."""
        for item in await store.close_all_of(work, patient_id, ERASED):
            work.publish(self.event(Change.CLOSED, item))
        await store.delete_items_of(work, patient_id)

    async def require_free(self, work: Work, kind: Kind, subject_id: UUID) -> None:
        """Raises ClaimedByAnother when somebody else has claimed the open item, for whoever acts without a claim."""
        item = await store.lock_open(work, kind.name, subject_id)
        if item is not None:
            item.require_free_for(work.actor.subject, work.now)

    async def claim(self, work: Work, item_id: UUID) -> Item:
        """The caller works on it; claimed again by the same person, it lasts longer.

        Raises ItemNotFound, Forbidden, ItemForOthers, ItemClosed, ClaimedByAnother.
        """
        item = await self._lock_for_caller(work, item_id)
        until = work.now + CLAIM_LASTS
        claimed = await store.change_item(work, item_id, claimed_by=work.actor.subject, claimed_until=until)
        await work.set_timer(LAPSE, str(item_id), until)
        work.audit("worklist item claimed", str(item_id), kind=item.kind)
        work.publish(self.event(Change.CLAIMED, claimed))
        return claimed

    async def release(self, work: Work, item_id: UUID) -> Item:
        """The caller gives it back; one that nobody has claimed stays as it is.

        Raises ItemNotFound, Forbidden, ItemForOthers, ItemClosed, ClaimedByAnother.
        """
        item = await self._lock_for_caller(work, item_id)
        if item.claimed_by is None:
            return item
        work.audit("worklist item released", str(item_id), kind=item.kind)
        await work.cancel_timer(LAPSE, str(item_id))
        return await self._released(work, item)

    async def _lock_for_caller(self, work: Work, item_id: UUID) -> Item:
        item = await store.lock_item(work, item_id)
        kind = self.kind_of(item) if item else None
        if item is None or kind is None:
            raise ItemNotFound("There is no such item: list what is open.")
        self._authorize(work, item, kind)
        if not self.may_take(work, item):
            raise ItemForOthers("This is for colleagues who have the scope {scope}.", scope=kind.take.name)
        item.require_free_for(work.actor.subject, work.now)
        return item

    @staticmethod
    def _authorize(work: Work, item: Item, kind: Kind) -> None:
        """An item about no patient is decided by the scope of its kind, which is about the clinic. Raises Forbidden."""
        if item.patient_id is None:
            work.access.authorize(kind.take, where=item.clinic_id)
        else:
            work.access.authorize(whose=item.patient_id, where=item.clinic_id)

    async def _released(self, work: Work, item: Item) -> Item:
        released = await store.change_item(work, item.id, claimed_by=None, claimed_until=None)
        work.publish(self.event(Change.RELEASED, released))
        return released

    async def _let_lapse(self, work: Work, key: str, _payload: dict[str, Any]) -> None:
        """A claim that lasted too long ends by itself. One that was made longer meanwhile has moved the timer."""
        item = await store.lock_item(work, UUID(key))
        if item and item.closed_at is None and item.claimed_by is not None and item.holder(work.now) is None:
            await self._released(work, item)

    async def _note_overdue(self, work: Work, key: str, _payload: dict[str, Any]) -> None:
        """The due time is over and the item is open, claimed or not. Late timers note it late, once."""
        item = await store.lock_item(work, UUID(key))
        if item and item.closed_at is None and item.overdue_at is None and item.due_at <= work.now:
            work.publish(self.event(Change.OVERDUE, await store.change_item(work, item.id, overdue_at=work.now)))

    @property
    def timers(self) -> Timers:
        """What happens later to its items, where there are any."""
        timer = Timers()
        if self.kinds:
            timer(OVERDUE)(self._note_overdue)
            timer(LAPSE)(self._let_lapse)
        return timer
