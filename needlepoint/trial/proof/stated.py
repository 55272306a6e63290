"""What the clinics of a proof say in the end, as the API answers it. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

Json = Mapping[str, Any]


@dataclass(frozen=True)
class Span:
    """A time that something is taken for, from its start (included) to its end (excluded), UTC."""

    start: datetime
    end: datetime
    by: str
    agreed: bool = False
    """Somebody with the right gave a reason for booking it on what may be taken."""
    day: str = ""
    """The clinic's local day on which it starts (ISO)."""

    def meets(self, other: "Span") -> bool:
        """Whether the two have a moment in common."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True)
class Permission:
    """What a practitioner may do from one local day (ISO) to another, both included; None: without a bound."""

    first: str | None
    last: str | None
    deepest_mm: Decimal

    def holds_on(self, day: str) -> bool:
        """Whether it is in force on a local day."""
        return (self.first or day) <= day <= (self.last or day)


@dataclass(frozen=True)
class Stated:
    """What the clinics say in the end, as the API answers it."""

    closed: Mapping[str, set[str]] = field(default_factory=dict)
    """The local days (ISO) on which each clinic is closed."""
    away: Mapping[str, Sequence[Span]] = field(default_factory=dict)
    """When something cannot be used, by its kind and id."""
    permitted: Mapping[str, Sequence[Permission]] = field(default_factory=dict)
    """By practitioner."""
    chairs: Mapping[str, Sequence[tuple[str, int]]] = field(default_factory=dict)
    """By room: from which local day on (ISO; empty: since ever) it takes how many at once. Without any: one."""
    changed: Collection[str] = ()
    """Rooms that took another number at some time, so that what was booked then may be too much for them."""
    depth_mm: Decimal = Decimal(0)
    """How deep sessions are planned."""

    def takes(self, room: str, day: str) -> int:
        """How many appointments a room takes at once on a local day."""
        return max((each for each in self.chairs.get(room, ()) if each[0] <= day), default=("", 1))[1]

    def permits(self, appointment: Json) -> bool:
        """Whether the practitioner may do this appointment: a session, which has a device, at its depth."""
        practitioner, day = appointment["practitioner_id"], appointment["local_start"][:10]
        if practitioner not in self.permitted:
            return True
        in_force = [each.deepest_mm for each in self.permitted[practitioner] if each.holds_on(day)]
        return bool(in_force) and (not appointment["device_id"] or max(in_force) >= self.depth_mm)
