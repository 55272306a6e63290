"""A time that became free: what is offered to those who wait for one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID


@dataclass(frozen=True)
class FreedTime:
    """From when until when (UTC) a clinic has room for a patient whom it had none for before."""

    id: UUID
    clinic_id: UUID
    starts_at: datetime
    ends_at: datetime
    passed: int = 0
    """How many of those who wait were looked at in vain in transactions before this one."""

    @classmethod
    def of(cls, key: str, payload: Mapping[str, Any]) -> "FreedTime":
        """As a timer keeps it."""
        starts_at, ends_at = (datetime.fromisoformat(payload[name]) for name in ("starts_at", "ends_at"))
        return cls(UUID(key), UUID(payload["clinic_id"]), starts_at, ends_at, payload["passed"])

    @property
    def payload(self) -> dict[str, Any]:
        """For the timer whose key is the id."""
        return {
            "clinic_id": str(self.clinic_id),
            "starts_at": self.starts_at.isoformat(),
            "ends_at": self.ends_at.isoformat(),
            "passed": self.passed,
        }

    def shares(self, starts_at: datetime, ends_at: datetime) -> bool:
        """Whether an appointment then would use some of it."""
        return starts_at < self.ends_at and ends_at > self.starts_at
