"""The anaesthetic cream's clock, from what is on record. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any


@dataclass(frozen=True)
class Numbing:
    """Since when a cream acts, and when it has acted as long as the protocol says. Moments in UTC."""

    since: datetime
    until: datetime
    ended: datetime | None
    """When the treatment began; None: not yet."""
    minutes: int
    source: str

    def left(self, now: datetime) -> int:
        """Whole minutes until then, rounded up; 0 when it is over."""
        return max(-((now - self.until) // timedelta(minutes=1)), 0)


def numbing_of(stations: Sequence[Mapping[str, Any]], protocol: Mapping[str, Any] | None) -> Numbing | None:
    """None where nobody noted that a cream acts, or no protocol says how long it takes."""
    standing = [each for each in stations if each["withdrawn_at"] is None]
    began = next((each for each in reversed(standing) if each["station"] == "numbing"), None)
    if began is None or protocol is None:
        return None
    since, minutes = datetime.fromisoformat(began["at"]), int(protocol["numbing_minutes"])
    after = (datetime.fromisoformat(each["at"]) for each in standing if each["station"] == "in_treatment")
    ended = next((at for at in after if at >= since), None)
    return Numbing(since, since + timedelta(minutes=minutes), ended, minutes, str(protocol["numbing_source"]))
