"""Why items cannot be sent with a transfer, or cannot have arrived with it, item by item."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from chassis.refusals import Phrase
from services.inventory.domain.places import WHERE, Place
from services.inventory.domain.receipts import Labelled
from services.inventory.domain.transfers import Arrival, TransferLine, line_for

Key = tuple[str, str]
"""(gtin, lot), or (gtin, serial)."""


def problems_of_sending(
    labels: Mapping[int, Labelled],
    sender: UUID,
    on_shelf: Mapping[Key, int],
    known: Mapping[Key, Any],
    numbered_only: Collection[Key],
) -> dict[int, list[Phrase]]:
    """Why items cannot be sent, by item. ``on_shelf`` by lot, ``known`` the serial numbers that were seen before;
    ``numbered_only`` are the lots of which the clinic knows every cartridge by its number."""
    wanted: Counter[Key] = Counter()
    for each in labels.values():
        wanted[each.gtin, each.lot] += each.quantity
    problems = _twice(labels)
    for number, each in labels.items():
        there, wants = on_shelf[each.gtin, each.lot], wanted[each.gtin, each.lot]
        if each.serial is not None:
            numbered = (each.gtin, each.lot) in numbered_only
            problem = _not_at(each, each.serial, sender, known.get((each.gtin, each.serial)), numbered_only=numbered)
            if problem:
                problems.setdefault(number, []).append(problem)
        elif (each.gtin, each.lot) in numbered_only and there:
            problems.setdefault(number, []).append(
                Phrase("Each cartridge of lot {lot} has a number here: scan each one that leaves.", {"lot": each.lot})
            )
        if wants > there:
            problems.setdefault(number, []).append(
                Phrase(
                    "{there} of lot {lot} {there:is|are} on the shelf and {wants} {wants:is|are} to "
                    "leave: count them, send at most that.",
                    {"there": there, "lot": each.lot, "wants": wants},
                )
            )
    return problems


def problems_of_arrival(
    labels: Mapping[int, Labelled],
    lines: Sequence[TransferLine],
    receiver: UUID,
    known: Mapping[Key, Any],
    *,
    counted_again: bool,
) -> dict[int, list[Phrase]]:
    """Why items cannot be received with this transfer, by item.

    More or other than was sent is a problem unless somebody ``counted_again``.
    """
    problems = _twice(labels)
    left = {line.id: line.in_transit for line in lines}
    for number, each in labels.items():
        line = line_for(lines, Arrival(each.gtin, each.lot, each.serial, each.quantity))
        there = 0 if line is None else max(left[line.id], 0)
        said = _not_receivable(each, receiver, known, expected=there > 0)
        if each.serial is None and _only_by_number(lines, each):
            said.append(Phrase("Lot {lot} was sent by number: scan each cartridge.", {"lot": each.lot}))
        elif each.quantity > there and not counted_again:
            said.append(
                Phrase(
                    "{there} of {what} {there:is|are} under way with this transfer: compare it with "
                    "what was sent, and send"
                    " counted_again when it is so.",
                    {"there": there, "what": _named(each)},
                )
            )
        if line is not None:
            left[line.id] -= each.quantity
        if said:
            problems.setdefault(number, []).extend(said)
    return problems


def _only_by_number(lines: Sequence[TransferLine], label: Labelled) -> bool:
    of_lot = [line for line in lines if (line.gtin, line.lot) == (label.gtin, label.lot) and line.in_transit]
    return bool(of_lot) and all(line.serial is not None for line in of_lot)


def _not_receivable(label: Labelled, receiver: UUID, known: Mapping[Key, Any], *, expected: bool) -> list[Phrase]:
    """Why a numbered cartridge cannot have arrived here."""
    seen = None if label.serial is None else known.get((label.gtin, label.serial))
    if seen is None:
        return []
    if opened := _opened(label, known):
        return [opened]
    if seen.lot != label.lot:
        return [
            Phrase(
                "Cartridge {serial} was received as part of lot {lot}: compare the label.",
                {"serial": label.serial, "lot": seen.lot},
            )
        ]
    if seen.clinic_id == receiver and not expected:
        return [
            Phrase(
                "Cartridge {serial} is in this clinic's books already: take it off this list.", {"serial": label.serial}
            )
        ]
    return []


def _named(label: Labelled) -> Phrase:
    return (
        Phrase("lot {lot}", {"lot": label.lot})
        if label.serial is None
        else Phrase("cartridge {serial} of lot {lot}", {"serial": label.serial, "lot": label.lot})
    )


def _twice(labels: Mapping[int, Labelled]) -> dict[int, list[Phrase]]:
    times = Counter((each.gtin, each.serial) for each in labels.values() if each.serial is not None)
    return {
        number: [Phrase("Cartridge {serial} is in this list twice: scan each cartridge once.", {"serial": each.serial})]
        for number, each in labels.items()
        if each.serial is not None and times[each.gtin, each.serial] > 1
    }


def _opened(label: Labelled, known: Mapping[Key, Any]) -> Phrase | None:
    seen = None if label.serial is None else known.get((label.gtin, label.serial))
    session = seen and (seen.used_in or seen.discarded_in)
    if not session:
        return None
    return Phrase(
        "Cartridge {serial} was opened in session {session}: put it aside, it serves nobody.",
        {"serial": label.serial, "session": session},
    )


def _not_at(label: Labelled, serial: str, sender: UUID, seen: Any, *, numbered_only: bool) -> Phrase | None:
    """Why a numbered cartridge is not on the shelf of the clinic that sends it."""
    if seen is None:
        unknown = Phrase(
            "Cartridge {serial} was not received as part of lot {lot}: compare the label.",
            {"serial": serial, "lot": label.lot},
        )
        return unknown if numbered_only else None
    if seen.lot != label.lot:
        return Phrase(
            "Cartridge {serial} was received as part of lot {lot}: compare the label.",
            {"serial": serial, "lot": seen.lot},
        )
    if opened := _opened(label, {(label.gtin, serial): seen}):
        return opened
    if seen.clinic_id not in (sender, None):
        return Phrase(
            "Cartridge {serial} is in the books of another clinic: receive it from there first.", {"serial": serial}
        )
    if seen.place != Place.ON_HAND.value:
        return Phrase(
            "By the books cartridge {serial} is {place}: look at its life.",
            {"serial": serial, "place": Phrase(WHERE[Place(seen.place)])},
        )
    return None
