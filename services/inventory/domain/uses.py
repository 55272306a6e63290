"""A cartridge in a session: used, or said to have been used by mistake."""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Self
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Use:
    """Which cartridge was used where, in which session. Two of a lot without serials are the same."""

    gtin: str
    lot: str
    serial: str | None
    clinic_id: UUID
    session_id: UUID
    appointment_id: UUID
    used_at: datetime
    """UTC."""

    @classmethod
    def of(cls, said: Any) -> Self:
        """What an event or a row says of it."""
        return cls(**{each.name: getattr(said, each.name) for each in fields(cls)})
