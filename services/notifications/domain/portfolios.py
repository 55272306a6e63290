"""WhatsApp's limits: of one number, and of new conversations, which all numbers of a business portfolio share. Pure.

A message outside of the 24 hours after somebody wrote begins a conversation. Within a moving 24 hours a portfolio may
begin them with so many people (250, 2,000, 10,000, 100,000 or any number:
developers.facebook.com/docs/whatsapp/messaging-limits, read 2026-11-28).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

DAY = timedelta(hours=24)
LOOK_AFTER = timedelta(minutes=10)
"""A message that a limit holds back is looked at again at the latest then: another one may have failed meanwhile."""
SHORT_WAIT = timedelta(minutes=1)
"""What is held back for less than this waits, though the patient has another way. Ours: no source."""
HELD_TOO_LONG = "waits: a limit of WhatsApp held it back until there were no messages that day"
ALL_NUMBERS = "portfolio"
"""The name of the limit that all numbers share, beside the ids of numbers."""


@dataclass(frozen=True)
class Portfolio:
    """The chain's numbers with WhatsApp. One token signs them in, so one business portfolio has them all."""

    number_id: str
    """The id of the number that clinics without one of their own write from."""
    of_clinics: Mapping[UUID, str] = field(default_factory=dict)
    """The ids of numbers of clinics that have one of their own."""
    new_per_day: int | None = None
    """What the chain allows itself; None: as much as WhatsApp allows."""
    kept_for_urgent: int = 10
    """Percent of the limit that only urgent messages may use."""

    @property
    def number_ids(self) -> frozenset[str]:
        """The ids of all its numbers."""
        return frozenset((self.number_id, *self.of_clinics.values()))

    def number_of(self, clinic_id: UUID) -> str:
        """The id of the number that messages of a clinic come from."""
        return self.of_clinics.get(clinic_id, self.number_id)

    def most(self, said: int | None) -> int | None:
        """With how many people conversations may be begun in 24 hours, of what was set and what WhatsApp said."""
        known = [each for each in (self.new_per_day, said) if each is not None]
        return min(known, default=None)


@dataclass(frozen=True)
class Begun:
    """Conversations that were begun within 24 hours, from all numbers."""

    people: int
    with_them: bool = False
    """Whether the recipient is among these people: one more message to them is not counted again."""
    next_ends_at: datetime | None = None
    """UTC. When the first of them is not counted any longer."""


@dataclass(frozen=True)
class HeldBack:
    """A limit lets no message out now."""

    until: datetime
    """UTC. When it is looked at again."""
    reason: str


def held_by_limit(
    portfolio: Portfolio, said: int | None, begun: Begun, *, urgent: bool, now: datetime
) -> HeldBack | None:
    """Why a new conversation may not begin now; None when it may. ``said`` is the limit that WhatsApp has named."""
    most = portfolio.most(said)
    if most is None or begun.with_them or begun.people < open_to(portfolio, most, urgent=urgent):
        return None
    until = min(max(begun.next_ends_at or now, now + SHORT_WAIT), now + LOOK_AFTER)
    return HeldBack(until, f"waits: the limit of {most} new conversations by WhatsApp in 24 hours is reached")


def open_to(portfolio: Portfolio, most: int, *, urgent: bool) -> int:
    """How much of the limit a message may use: one that is not urgent leaves a part of it, at least one, to those."""
    if urgent or portfolio.kept_for_urgent == 0 or most == 1:
        return most
    return most - max(most * portfolio.kept_for_urgent // 100, 1)
