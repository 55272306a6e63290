"""How courses ended: completed, stopped, or lapsed; recounted slowly, and the courses behind the figure."""

import random
from collections import Counter
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from chassis.access.actors import Role
from chassis.local_time import start_of_day
from tests.integration.booking.chain import MONDAY, Chain, House, made
from tests.integration.booking.past import Past

FIRST, LAST = date(2026, 10, 1), date(2026, 11, 30)


async def figures(chain: Chain, first: date = FIRST, last: date = LAST) -> dict[str, Any]:
    owner = chain.booking.client(Role.OWNER)
    answer = made(await owner.get("/figures/courses", params={"first": str(first), "last": str(last)}))
    (here,) = answer["clinics"]
    found: dict[str, Any] = here
    return found


async def ended(chain: Chain, **query: str) -> list[dict[str, Any]]:
    owner = chain.booking.client(Role.OWNER)
    asked = {"first": str(FIRST), "last": str(LAST), "limit": "200", **query}
    items: list[dict[str, Any]] = made(await owner.get("/figures/courses/ended", params=asked))["items"]
    return items


async def test_a_course_that_is_stopped_counts_with_its_reason_until_it_is_resumed(chain: Chain, lisbon: House) -> None:
    _, course = await chain.cleared(await chain.register(lisbon), lisbon)
    nurse = chain.nurse(lisbon.nurses[0])
    stopped = await nurse.post(f"/courses/{course['id']}/stop", json={"reason": "She moves to another town."})
    made(stopped)
    today = chain.booking.clock.now().astimezone(lisbon.zone).date()
    here = (await figures(chain, today, today))["now"]
    assert (here["completed"]["count"], here["completed"]["of"], here["stopped"]) == (0, 1, 1)
    (row,) = await ended(chain, first=str(today), last=str(today), how="stopped")
    assert (row["course_id"], row["because"]) == (course["id"], "She moves to another town.")
    assert await ended(chain, first=str(today), last=str(today), how="lapsed") == []
    made(await nurse.post(f"/courses/{course['id']}/resume", json={"reason": "She stays."}))
    assert (await figures(chain, today, today))["now"]["completed"]["of"] == 0


@pytest.mark.parametrize("seed", range(2))
async def test_the_figures_and_the_list_equal_a_slow_recount(chain: Chain, lisbon: House, seed: int) -> None:
    dice, past = random.Random(seed), Past(lisbon, await chain.register(lisbon))
    numbers: dict[bool, Counter[str]] = {True: Counter(), False: Counter()}
    listed: dict[str, tuple[str, str | None]] = {}
    for _ in range(150):
        planned_at = MONDAY - timedelta(hours=dice.randrange(24, 400 * 24))
        sessions, maintenance = dice.randrange(2, 5), dice.randrange(2)
        taken = [planned_at + timedelta(days=7 * n, hours=1) for n in range(1, dice.randrange(sessions + 1) + 1)]
        taken = [at for at in taken if at < MONDAY]
        stopped_at = dice.choice([None, None, planned_at + timedelta(days=dice.randrange(1, 60))])
        is_booked, replaced = dice.random() < 0.3, dice.random() < 0.1
        course = past.course(
            planned_at,
            sessions=sessions,
            maintenance=maintenance,
            performed=len(taken),
            last_session_at=taken[-1] if taken else None,
            last_session_on=taken[-1].astimezone(lisbon.zone).date() if taken else None,
            stopped_at=stopped_at,
            stopped_because="moves" if stopped_at else None,
            replaced=replaced,
        )
        for number, at in enumerate(taken, start=1):
            past.session(course, number, at)
        if is_booked:
            past.appointment(MONDAY + timedelta(days=9), kind="session", course_id=course)
        how, at = _ended(lisbon, planned_at, taken, sessions - maintenance, stopped_at)
        day = at.astimezone(lisbon.zone).date()
        length = LAST - FIRST + timedelta(days=1)
        if replaced or at > MONDAY or (how == "lapsed" and is_booked) or not FIRST - length <= day <= LAST:
            continue
        performed = min(len(taken), sessions - maintenance)
        numbers[day < FIRST].update({how: 1, "planned": sessions - maintenance, "performed": performed})
        if day >= FIRST:
            listed[str(course)] = (how, "moves" if how == "stopped" else None)
    async with chain.booking.work() as work:
        await past.write(work)
    here = await figures(chain)
    for earlier, shown in ((False, here["now"]), (True, here["before"])):
        slow = numbers[earlier]
        assert (shown["completed"]["count"], shown["stopped"], shown["lapsed"]) == (
            slow["completed"],
            slow["stopped"],
            slow["lapsed"],
        )
        assert shown["completed"]["of"] == slow["completed"] + slow["stopped"] + slow["lapsed"]
        assert (shown["sessions_planned"], shown["sessions_performed"]) == (slow["planned"], slow["performed"])
    rows = await ended(chain)
    assert {row["course_id"]: (row["how"], row["because"]) for row in rows} == listed
    ends = [datetime.fromisoformat(row["ended_at"]) for row in rows]
    assert ends == sorted(ends, reverse=True)


def _ended(
    house: House, planned_at: datetime, taken: list[datetime], planned: int, stopped_at: datetime | None
) -> tuple[str, datetime]:
    if len(taken) >= planned:
        return "completed", taken[planned - 1]
    if stopped_at is not None:
        return "stopped", stopped_at
    last = (taken[-1] if taken else planned_at).astimezone(house.zone).date()
    return "lapsed", start_of_day(last + timedelta(weeks=6, days=1), house.zone)
