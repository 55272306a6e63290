"""Why cartridges are in quarantine: their lot was recalled, or a person put them there."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from services.inventory.domain.ledger import Entry
from services.inventory.domain.places import EntryKind, Place


@dataclass(frozen=True, slots=True)
class PutAside:
    """The cartridges of one lot that are in quarantine at one clinic."""

    by_recall: int
    by_person: int


def put_aside(entries: Iterable[Entry], in_part: Collection[UUID] = ()) -> PutAside:
    """Who put aside what is in quarantine now, from every ledger entry of the lot at the clinic, in order.

    Cartridges of one lot are alike, so what was returned or thrown away counts as put aside by the recall as long as
    any is: what a person holds stays held when the recall is withdrawn. So does what a recall ``in_part`` put aside.
    A cartridge that was held by its number is known when it leaves.
    """
    by_recall = by_person = 0
    recalls: set[UUID | None] = set()
    holds: set[UUID | None] = set()
    of_recall_left: dict[UUID | None, int] = {}
    held_numbers: set[str] = set()
    for entry in entries:
        leaves, enters = entry.move
        if enters is Place.QUARANTINE:
            if entry.kind is EntryKind.RECALL and entry.cause not in in_part:
                recalls.add(entry.cause)
                of_recall = entry.quantity
            else:
                holds.add(entry.id)
                of_recall = of_recall_left.get(entry.corrects, 0)
                held_numbers |= set(entry.serials) if of_recall == 0 else set()
            by_recall += of_recall
            by_person += entry.quantity - of_recall
        elif leaves is Place.QUARANTINE:
            released = entry.kind is EntryKind.RELEASE and entry.cause not in recalls
            person_first = released or entry.corrects in holds
            of_person = min(len(held_numbers & set(entry.serials)), by_person)
            held_numbers -= set(entry.serials)
            rest = entry.quantity - of_person
            of_recall = _of_recall(rest, by_recall, by_person - of_person, person_first=person_first)
            of_recall_left[entry.id] = of_recall
            by_recall -= of_recall
            by_person -= entry.quantity - of_recall
    return PutAside(by_recall, by_person)


def _of_recall(leaving: int, by_recall: int, by_person: int, *, person_first: bool) -> int:
    return max(0, leaving - by_person) if person_first else min(leaving, by_recall)
