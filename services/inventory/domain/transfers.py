"""Transfers between clinics: what is under way, what arrived, and what of it differs from what was sent."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from services.inventory.domain.expiries import day_ends_at

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
