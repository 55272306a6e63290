"""What somebody would like of a slot."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

LAST_MINUTE = 24 * 60 - 1


@dataclass(frozen=True)
class Wish:
    """What somebody would like of a slot. ``since`` and ``until`` are UTC moments between which all of it lies."""

    since: datetime
    until: datetime
    near: int | None = None
    """Minutes after local midnight: the nearer to it, the better."""
    limit: int = 50
    patient_id: UUID | None = None
    """Whose other appointments are to be kept clear of."""
    practitioner_id: UUID | None = None
    """Only this one."""
    preferred_practitioner_id: UUID | None = None
    """This one rather than another who is nearer to ``near`` by less than an hour."""
    moving: UUID | None = None
    """The appointment that is to move: what it occupies now is free for it."""
    earliest: int | None = None
    """Minutes after local midnight: no start before it."""
    latest: int | None = None
    """Minutes after local midnight: no start after it."""

    @property
    def times_of_day(self) -> tuple[int, int] | None:
        """From when until when it may start, in minutes after local midnight; None: at any time."""
        if self.earliest is None and self.latest is None:
            return None
        return self.earliest or 0, LAST_MINUTE if self.latest is None else self.latest
