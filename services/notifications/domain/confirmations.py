"""A code that goes over a new address and comes back: whoever gives it reads what is sent there."""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

DIGITS = 6
MOST_TRIES = 5
"""Wrong codes after which a change is void: five guesses at a million codes. Policy."""
HIDDEN = "•" * DIGITS
"""Stands for a code wherever a message is kept or shown."""


class State(StrEnum):
    """Open until it becomes one of the others."""

    OPEN = "open"
    CONFIRMED = "confirmed"
    VOID = "void"


@dataclass(frozen=True)
class Attempt:
    """What became of a code that was given back."""

    confirmed: bool
    tries: int
    """Wrong codes so far."""

    @property
    def state(self) -> State:
        """What the confirmation is now."""
        if self.confirmed:
            return State.CONFIRMED
        return State.VOID if self.tries >= MOST_TRIES else State.OPEN

    @property
    def tries_left(self) -> int:
        """How many wrong codes are still forgiven."""
        return max(MOST_TRIES - self.tries, 0)


def hash_of(code: str, change_id: UUID) -> str:
    """What is kept of a code. Six digits are soon guessed by who has the hash; it is worth an hour at most."""
    return hashlib.scrypt(code.encode(), salt=change_id.bytes, n=2**12, r=8, p=1, dklen=32).hex()


def attempt(code: str, change_id: UUID, kept: str, tries: int) -> Attempt:
    """Whether the code is the one that was sent for this change."""
    right = hmac.compare_digest(hash_of(code, change_id), kept)
    return Attempt(right, tries if right else tries + 1)


def is_open(state: str, until: datetime, now: datetime) -> bool:
    """Whether a code can still be given back."""
    return state == State.OPEN and now < until
