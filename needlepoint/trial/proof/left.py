"""What the clients of a proof left behind, read back through the public API."""

import asyncio
import time
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from needlepoint.trial.proof.house import House
from needlepoint.trial.proof.system import BookingApi, Json
from needlepoint.trial.proof.verdict import HELD, Span

CHECKED_WITHIN = 120.0
"""Seconds until every appointment that leave or a closed day may touch has been looked at."""


class NotChecked(Exception):
    """Booking has not looked at all appointments again in time, or a list was cut off."""


@dataclass(frozen=True)
class Left:
    """What the clients left behind, as the API answers it."""

    appointments: list[Json]
    holds: list[Json]
    closed: dict[str, set[str]]
    """The local days on which each clinic is closed."""
    away: dict[str, list[Span]]
    """When something cannot be used, by its kind and id."""


async def what_is_left(api: BookingApi, houses: list[House], before: Collection[str]) -> Left:
    """Everything but the appointments that were there ``before``. Raises NotChecked, SetUpRefused."""
    left = [one for one in await _checked(api, houses) if one["id"] not in before]
    return Left(left, await _held(api, houses), await _closed(api, houses), await _away(api, houses))


async def appointments_of(api: BookingApi, houses: list[House]) -> list[Json]:
    """All appointments of the clinics."""
    lists = [await api.every("/appointments", clinic_id=house.clinic_id, limit=200) for house in houses]
    return [one for each in lists for one in each]


async def _checked(api: BookingApi, houses: list[House]) -> list[Json]:
    """All appointments, once booking has looked again at those that leave or a closed day may touch."""
    until = time.monotonic() + CHECKED_WITHIN
    while True:
        found = await appointments_of(api, houses)
        waiting = sum(bool(one["being_checked"]) for one in found)
        if not waiting:
            return found
        if time.monotonic() > until:
            raise NotChecked(
                f"{waiting} appointments wait to be checked since {CHECKED_WITHIN:.0f} s: does the worker run?"
            )
        await asyncio.sleep(0.5)


async def _held(api: BookingApi, houses: list[House]) -> list[Json]:
    """Slots that are held: taken as by an appointment."""
    lists = [await api.every("/holds", clinic_id=house.clinic_id, limit=200) for house in houses]
    return [{**one, "status": HELD} for each in lists for one in each]


async def _closed(api: BookingApi, houses: list[House]) -> dict[str, set[str]]:
    """The local days on which each clinic is closed."""
    return {
        house.clinic_id: {one["day"] for one in await api.every(f"/clinics/{house.clinic_id}/closures", limit=200)}
        for house in houses
    }


async def _away(api: BookingApi, houses: list[House]) -> dict[str, list[Span]]:
    """When something cannot be used, by its kind and id."""
    away: dict[str, list[Span]] = defaultdict(list)
    for house in houses:
        for one in await api.every(f"/clinics/{house.clinic_id}/unavailabilities", limit=200):
            start, end = (datetime.fromisoformat(one[name]) for name in ("starts_at", "ends_at"))
            away[f"{one['resource_kind']} {one['resource_id']}"].append(Span(start, end, one["id"]))
    return away
