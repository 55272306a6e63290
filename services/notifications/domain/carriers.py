"""When a carrier counts as down, and when it is tried again. Pure.

The figures are ours: no source says how many refusals in a row mean that a carrier is down.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

DOWN_AFTER = 5
"""Hand-overs in a row that the carrier did not answer."""
FIRST_PROBE, LONGEST_PROBE = timedelta(seconds=30), timedelta(minutes=5)
"""One message is tried this long after the carrier was found down; then after twice as long each time."""


@dataclass(frozen=True)
class CarrierState:
    """What is known of one channel's carrier."""

    failures: int = 0
    """In a row."""
    down_since: datetime | None = None
    """UTC. None: it carries."""
    next_probe_at: datetime | None = None
    """UTC. Nothing else leaves before; with a carrier that is up: it asked to wait until then."""
    reason: str | None = None
    """What it failed with, without contact data."""


def after_silence(state: CarrierState, now: datetime, reason: str) -> CarrierState:
    """What is known after it did not answer once more."""
    failures = state.failures + 1
    if failures < DOWN_AFTER and state.down_since is None:
        return CarrierState(failures, None, state.next_probe_at, reason)
    probes = max(failures - DOWN_AFTER, 0)
    wait = min(FIRST_PROBE * 2 ** min(probes, 10), LONGEST_PROBE)
    return CarrierState(failures, state.down_since or now, now + wait, reason)
