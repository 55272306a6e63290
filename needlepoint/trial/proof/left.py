"""What the clients of a proof left behind, read back through the public API."""

import asyncio
import time
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from needlepoint.trial.demo.cast import PLAN
from needlepoint.trial.proof.house import House
from needlepoint.trial.proof.stated import Permission, Span, Stated
from needlepoint.trial.proof.system import BookingApi, Json
from needlepoint.trial.proof.verdict import HELD

CHECKED_WITHIN = 120.0
"""Seconds until every appointment that a change may touch has been looked at."""


class NotChecked(Exception):
    """Booking has not looked at all appointments again in time, or a list was cut off."""


@dataclass(frozen=True)
class Left:
    """What the clients left behind, as the API answers it."""

    appointments: list[Json]
    holds: list[Json]
    stated: Stated
    """What makes an appointment valid or not."""


async def what_is_left(api: BookingApi, houses: list[House], before: Collection[str]) -> Left:
    """Everything but the appointments that were there ``before``. Raises NotChecked, SetUpRefused."""
    left = [one for one in await _checked(api, houses) if one["id"] not in before]
    return Left(left, await _held(api, houses), await _stated(api, houses))


async def appointments_of(api: BookingApi, houses: list[House]) -> list[Json]:
    """All appointments of the clinics."""
    lists = [await api.every("/appointments", clinic_id=house.clinic_id, limit=200) for house in houses]
    return [one for each in lists for one in each]


async def _checked(api: BookingApi, houses: list[House]) -> list[Json]:
    """All appointments, once booking has looked again at those that a change may touch."""
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


async def _stated(api: BookingApi, houses: list[House]) -> Stated:
    return Stated(
        closed=await _closed(api, houses),
        away=await _away(api, houses),
        permitted=await _permitted(api, houses),
        chairs={room: await _chairs(api, house, room) for house in houses for room in house.rooms},
        changed={room for house in houses for room in house.rooms_that_change},
        depth_mm=Decimal(PLAN["depth_mm"]),
    )


async def _permitted(api: BookingApi, houses: list[House]) -> dict[str, list[Permission]]:
    """What each practitioner may do, and on which days."""
    return {
        one["id"]: [
            Permission(each["first_day"], each["last_day"], Decimal(each["max_depth_mm"]))
            for each in one["permissions"]
        ]
        for house in houses
        for one in await api.every(f"/clinics/{house.clinic_id}/practitioners", limit=200)
    }


async def _chairs(api: BookingApi, house: House, room: str) -> list[tuple[str, int]]:
    """How many appointments a room takes at once, from which local day on."""
    listed = await api.every(f"/clinics/{house.clinic_id}/rooms/{room}/capacities")
    return [(one["begins_on"] or "", one["at_once"]) for one in listed]


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
