"""How much of their time practitioners, rooms and devices are booked: by hand once, then recounted over many."""

import random
from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from chassis.access.actors import Role
from tests.integration.booking.chain import Chain, House, made
from tests.integration.booking.past import Past
from tests.support.statements import counted

FIRST, LAST = date(2027, 3, 1), date(2027, 3, 12)
"""Two working weeks, a Monday to a Friday."""
WEEK = 5 * 9 * 60
"""Minutes for which the clinic is open in one."""


async def figures(chain: Chain, **query: str) -> list[dict[str, Any]]:
    asked = {"first": str(FIRST), "last": str(LAST), **query}
    found: list[dict[str, Any]] = made(
        await chain.booking.client(Role.OWNER).get("/figures/utilisation", params=asked)
    )["clinics"]
    return found


async def test_an_appointment_occupies_a_nurse_and_a_room_and_a_cancelled_one_nobody(
    chain: Chain, lisbon: House
) -> None:
    booked = await chain.booked(await chain.register(lisbon), lisbon, "consult")
    minutes = int((_moment(booked["ends_at"]) - _moment(booked["starts_at"])) / timedelta(minutes=1))
    (here,) = await figures(chain)
    for kind, taken in (("practitioners", minutes), ("rooms", minutes), ("devices", 0)):
        use = here["now"][kind]
        assert (use["booked_minutes"], use["open_minutes"]) == (taken, 2 * WEEK)
        assert [week["begins_on"] for week in use["weeks"]] == ["2027-03-01", "2027-03-08"]
        assert [week["booked_minutes"] for week in use["weeks"]] == [taken, 0]
    assert here["now"]["rooms"]["percent"] == f"{100 * minutes / (2 * WEEK):.1f}"
    assert next(each["kind"] for each in here["now"]["each"]) == "device", "the least booked first"
    cancelled = await chain.desk.post(f"/appointments/{booked['id']}/cancel", json={"reason": "She asked."})
    made(cancelled)
    assert (await figures(chain))[0]["now"]["rooms"]["booked_minutes"] == 0


async def test_leave_closures_shifts_and_chairs_change_for_how_long_they_could_be_booked(
    chain: Chain, lisbon: House
) -> None:
    at = f"/clinics/{lisbon.clinic_id}"
    made(await chain.operator.put(f"{at}/closures/2027-03-02", json={"reason": "painters"}))
    broken = {"resource_kind": "device", "resource_id": lisbon.pens[0], "cause": "broken"}
    times = {"starts": "2027-03-03T09:00+00:00", "ends": "2027-03-03T11:00+00:00"}
    made(await chain.operator.post(f"{at}/unavailabilities", json=broken | times))
    chairs = {"at_once": 2, "reason": "a second chair"}
    made(await chain.operator.put(f"{at}/rooms/{lisbon.rooms[0]}/capacities/2027-03-08", json=chairs))
    mornings = [{"weekday": day, "opens": "09:00", "closes": "13:00"} for day in range(5)]
    shift = {"practitioner_id": lisbon.nurses[0], "first_day": "2027-03-08", "hours": mornings}
    made(await chain.operator.post(f"{at}/shifts", json=shift))
    (here,) = await figures(chain)
    day, first = 9 * 60, 4 * 9 * 60
    opened = {kind: [week["open_minutes"] for week in here["now"][kind]["weeks"]] for kind in ("rooms", "devices")}
    assert opened == {"rooms": [first, 2 * WEEK], "devices": [first - 120, WEEK]}
    assert [week["open_minutes"] for week in here["now"]["practitioners"]["weeks"]] == [first, 5 * 4 * 60]
    assert here["now"]["rooms"]["open_minutes"] == 4 * day + 2 * WEEK


@pytest.mark.parametrize("seed", range(2))
async def test_booked_minutes_equal_a_slow_recount_in_few_statements(chain: Chain, lisbon: House, seed: int) -> None:
    dice, past = random.Random(seed), Past(lisbon, await chain.register(lisbon))
    first, last = date(2026, 10, 24), date(2026, 10, 26)
    at, slow = datetime.combine(first - timedelta(days=4), time(), UTC), {True: Counter[str](), False: Counter[str]()}
    resources = (("practitioner", lisbon.nurses[0]), ("room", lisbon.rooms[0]), ("device", lisbon.pens[0]))
    while at.date() < last + timedelta(days=2):
        visit = past.appointment(at, status=dice.choice(["booked", "performed"]))
        minutes = dice.randrange(15, 120, 15)
        for kind, resource in dice.sample(resources, 2):
            past.occupies(visit, kind, resource, at, at + timedelta(minutes=minutes))
            day = at.astimezone(lisbon.zone).date()
            if first - timedelta(days=3) <= day <= last:
                slow[day < first][f"{kind}s"] += minutes
        at += timedelta(minutes=minutes + dice.randrange(0, 60, 15))
    async with chain.booking.work() as work:
        await past.write(work)
    with counted(chain.booking.api.transactions.database) as statements:
        (here,) = await figures(chain, first=str(first), last=str(last))
    assert len(statements) <= 4, "clinics, their hours, who and what there is, what is booked"
    for earlier, shown in ((False, here["now"]), (True, here["before"])):
        assert {kind: shown[kind]["booked_minutes"] for kind in slow[earlier]} == dict(slow[earlier])


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
