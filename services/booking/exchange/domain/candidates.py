"""Which practitioner, room and device are tried for an appointment that leaves some of them open, one after another."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

Choice = tuple[UUID, UUID, UUID | None]
"""Practitioner, room and device."""

OPEN = ("", "any")
"""What a cell says that leaves it open."""


@dataclass(frozen=True)
class Candidates:
    """In the order in which they are tried; none of the three is empty."""

    practitioners: Sequence[UUID]
    rooms: Sequence[UUID]
    devices: Sequence[UUID | None]

    def first(self) -> Choice:
        """The first of each."""
        return self.practitioners[0], self.rooms[0], self.devices[0]

    def after(self, tried: Choice, in_the_way: Collection[str]) -> Choice | None:
        """The next choice without what was in the way; None when there is no other, or the patient is not free."""
        if "patient" in in_the_way:
            return None
        practitioner = _next(self.practitioners, tried[0]) if "practitioner" in in_the_way else tried[0]
        room = _next(self.rooms, tried[1]) if "room" in in_the_way else tried[1]
        device = _next(self.devices, tried[2]) if "device" in in_the_way else tried[2]
        if practitioner is None or room is None or (device is None and tried[2] is not None):
            return None
        return practitioner, room, device


def _next(among: Sequence[UUID | None], tried: UUID | None) -> UUID | None:
    place = among.index(tried) + 1
    return among[place] if place < len(among) else None
