"""How rows are locked.

Locks are taken in one order everywhere, so that two transactions seldom wait for each other: the patient, the course,
then practitioners, rooms and devices, each in the order of their ids. What still deadlocks is run again (chassis).
"""

from typing import Any

NO_KEY: dict[str, Any] = {"key_share": True}
"""For rows that others refer to: the lock does not keep those references from being made."""
