"""Why cartridges are in quarantine: what a person holds stays held when a recall is withdrawn."""

from dataclasses import replace
from itertools import count
from uuid import UUID

from services.inventory.domain.ledger import Entry
from services.inventory.domain.places import EntryKind, Place
from services.inventory.domain.quarantines import PutAside, put_aside

RECALL, HOLD = UUID(int=1), UUID(int=2)
_ids = count(100)


def entry(
    kind: EntryKind, quantity: int, leaves: Place, enters: Place, cause: UUID = HOLD, corrects: Entry | None = None
) -> Entry:
    of = corrects.id if corrects else None
    return Entry("A", kind, quantity, (leaves, enters), cause, id=UUID(int=next(_ids)), corrects=of)


def recalled(quantity: int) -> Entry:
    return entry(EntryKind.RECALL, quantity, Place.ON_HAND, Place.QUARANTINE, RECALL)


def held(quantity: int) -> Entry:
    return entry(EntryKind.HOLD, quantity, Place.ON_HAND, Place.QUARANTINE)


def returned(quantity: int) -> Entry:
    return entry(EntryKind.RETURN, quantity, Place.QUARANTINE, Place.RETURNED)


def released(quantity: int, cause: UUID) -> Entry:
    return entry(EntryKind.RELEASE, quantity, Place.QUARANTINE, Place.ON_HAND, cause)


def test_what_a_person_held_before_the_recall_is_not_the_recalls() -> None:
    assert put_aside([held(2), recalled(5)]) == PutAside(by_recall=5, by_person=2)


def test_what_went_back_to_the_supplier_was_put_aside_by_the_recall_first() -> None:
    assert put_aside([held(2), recalled(3), returned(4)]) == PutAside(by_recall=0, by_person=1)


def test_a_return_that_is_taken_back_is_the_recalls_again() -> None:
    back = returned(4)
    again = entry(EntryKind.RESTORE, 4, Place.RETURNED, Place.QUARANTINE, corrects=back)
    assert put_aside([held(2), recalled(3), back, again]) == PutAside(by_recall=3, by_person=2)


def test_a_hold_that_is_taken_back_leaves_the_recalled_ones_where_they_are() -> None:
    hold = held(2)
    taken_back = entry(EntryKind.RESTORE, 2, Place.QUARANTINE, Place.ON_HAND, corrects=hold)
    assert put_aside([hold, recalled(3), taken_back]) == PutAside(by_recall=3, by_person=0)


def test_a_cartridge_used_before_the_recall_was_among_what_it_put_aside() -> None:
    used_before = entry(EntryKind.RESTORE, 1, Place.QUARANTINE, Place.ON_HAND)
    assert put_aside([held(1), recalled(3), used_before]) == PutAside(by_recall=2, by_person=1)


def test_a_recall_that_was_withdrawn_and_made_again_counts_once() -> None:
    entries = [held(2), recalled(3), released(3, RECALL), released(1, HOLD), recalled(4)]
    assert put_aside(entries) == PutAside(by_recall=4, by_person=1)


def test_one_that_was_held_by_its_number_is_known_when_it_leaves() -> None:
    of_person, of_recall = replace(held(1), serials=("N1",)), replace(returned(1), serials=("N2",))
    assert put_aside([of_person, recalled(3), replace(returned(1), serials=("N1",))]) == PutAside(3, 0)
    assert put_aside([of_person, recalled(3), of_recall]) == PutAside(2, 1)
