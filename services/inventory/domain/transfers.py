"""Transfers between clinics: what is under way, what arrived, and what of it differs from what was sent."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from chassis.refusals import Phrase
from services.inventory.domain.expiries import day_ends_at
from services.inventory.domain.places import WHERE, Place
from services.inventory.domain.receipts import Labelled

EXPECTED_WITHIN = timedelta(days=3)
"""When the sender names no day: a policy of the chain."""


class TransferStatus(StrEnum):
    """How far a transfer is."""

    SENT = "sent"
    """Under way: some of it, or all, is in transit and may still arrive."""
    DIFFERS = "differs"
    """Nothing more is to come, and something of it is not accounted for: a person has to settle it."""
    RECEIVED = "received"
    """All of it arrived, or a person said what became of the rest."""
    CANCELLED = "cancelled"
    """It never left, or was brought back: all of it is at the clinic that sent it."""


class TransferStep(StrEnum):
    """What happened to a line of a transfer."""

    ARRIVED = "arrived"
    """Received at the other clinic as it was sent."""
    DAMAGED = "damaged"
    """Received there, and discarded with a reason because it cannot be used."""
    OPENED = "opened"
    """A session opened it before anybody had received it: so it arrived."""
    SURPLUS = "surplus"
    """Arrived, and was not sent: in quarantine until a person says whence it came."""
    KEPT = "kept"
    """It never left the clinic that sent it, or was brought back there."""
    LOST = "lost"
    """Lost in transit."""
    DISCARDED = "discarded"
    """Destroyed in transit."""
    SENT_TOO = "sent_too"
    """Of a surplus: the sender had sent it, and had not written it down."""
    TAKEN_OVER = "taken_over"
    """Of a surplus: nobody misses it. It is on the shelf where it arrived, as found."""
    SURPLUS_DISCARDED = "surplus_discarded"
    """Of a surplus: thrown away."""
    MISCOUNTED = "miscounted"
    """Of a surplus: there is none, it was counted or scanned wrongly."""


class Outcome(StrEnum):
    """What a person says of a difference. What arrives later is received."""

    KEPT = "kept"
    LOST = "lost"
    DISCARDED = "discarded"
    SENT_TOO = "sent_too"
    TAKEN_OVER = "taken_over"
    SURPLUS_DISCARDED = "surplus_discarded"
    MISCOUNTED = "miscounted"

    @property
    def of_surplus(self) -> bool:
        """Whether it says what became of a surplus; else of what is missing."""
        return self in _OF_SURPLUS


_OF_SURPLUS = {Outcome.SENT_TOO, Outcome.TAKEN_OVER, Outcome.SURPLUS_DISCARDED, Outcome.MISCOUNTED}


def said_by(outcome: Outcome, sender: UUID, receiver: UUID) -> tuple[UUID, ...]:
    """The clinics at which somebody may say so: of a shelf, only who works there."""
    if outcome in (Outcome.KEPT, Outcome.SENT_TOO):
        return (sender,)
    return (receiver,) if outcome.of_surplus else (sender, receiver)


def said_by_step(step: TransferStep, sender: UUID, receiver: UUID) -> tuple[UUID, ...]:
    """The clinics at which somebody may say that a step was a mistake."""
    if step in (TransferStep.LOST, TransferStep.DISCARDED):
        return (sender, receiver)
    return (sender,) if step is TransferStep.KEPT else (receiver,)


@dataclass(slots=True)
class TransferLine:
    """What was sent of one lot, or the one cartridge with this number, and what became of it. Single cartridges."""

    id: UUID
    gtin: str
    lot: str
    serial: str | None
    sent: int
    arrived: int = 0
    settled: int = 0
    """Of what was sent and did not arrive: a person said what became of it."""
    surplus: int = 0
    surplus_settled: int = 0
    opened_in: UUID | None = None

    @property
    def in_transit(self) -> int:
        """Sent, and neither arrived nor settled."""
        return self.sent - self.arrived - self.settled

    @property
    def unsettled_surplus(self) -> int:
        """Arrived without being sent, and nobody has said why."""
        return self.surplus - self.surplus_settled


@dataclass(frozen=True, slots=True)
class Arrival:
    """Cartridges of one label that arrived."""

    gtin: str
    lot: str
    serial: str | None
    quantity: int
    damaged: str | None = None
    """What is wrong with them, when they cannot be used."""


def expected_by(expected_on: date, zone: str) -> datetime:
    """UTC. The end of the day on which a transfer is expected, at a clinic in the IANA ``zone``."""
    return day_ends_at(expected_on, zone)


def status_of(lines: Iterable[TransferLine], *, complete: bool) -> TransferStatus:
    """How far a transfer is that was not cancelled; ``complete``: nothing more is to come."""
    open_lines = [line for line in lines if line.in_transit or line.unsettled_surplus]
    if not open_lines:
        return TransferStatus.RECEIVED
    under_way = any(line.in_transit for line in open_lines) and not complete
    return TransferStatus.SENT if under_way else TransferStatus.DIFFERS


def differing(lines: Iterable[TransferLine], *, complete: bool) -> dict[UUID, TransferLine]:
    """The lines of which a person has to say what became of them, by id."""
    return {line.id: line for line in lines if line.unsettled_surplus or (complete and line.in_transit)}


def line_for(lines: Sequence[TransferLine], arrival: Arrival) -> TransferLine | None:
    """The line that an arrival belongs to: that of its number, else that of its lot; None: none was sent."""
    of_lot = [line for line in lines if (line.gtin, line.lot) == (arrival.gtin, arrival.lot)]
    exact = next((line for line in of_lot if line.serial == arrival.serial), None)
    return exact or next((line for line in of_lot if line.serial is None), None)


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
