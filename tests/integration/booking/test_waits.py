"""How long patients wait: played once, and recounted slowly over hundreds of visits."""

import random
from datetime import UTC, date, datetime, time, timedelta
from statistics import median
from typing import Any

import httpx
import pytest

from chassis.access.actors import Role
from tests.integration.booking.chain import Chain, House, made
from tests.integration.booking.past import Past
from tests.integration.booking.test_stations import note, session

FIRST, LAST = date(2026, 10, 24), date(2026, 10, 26)
"""Over the night on which Lisbon's clocks go back."""


async def waits(client: httpx.AsyncClient, **query: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = made(await client.get("/figures/waits", params=query))["clinics"]
    return found


async def test_a_patient_waits_from_the_booked_start_until_the_cream_is_on(chain: Chain, lisbon: House) -> None:
    _, booked = await session(chain, lisbon)
    chain.booking.clock.advance(timedelta(minutes=12))
    made(await note(chain, booked, "arrived", at=booked["starts_at"]))
    made(await note(chain, booked, "numbing"))
    day = chain.booking.clock.now().astimezone(lisbon.zone).date().isoformat()
    (here,) = await waits(chain.booking.client(Role.OWNER), first=day, last=day)
    assert here["now"]["waiting"] == {"number": 1, "median": None, "ninth_decile": None}
    assert (here["now"]["left"], here["now"]["not_noted"]) == (0, 0)
    assert here["now"]["first_session"]["number"] == 0, "it has not been recorded"


@pytest.mark.parametrize("seed", range(2))
async def test_the_figures_equal_a_slow_recount(chain: Chain, lisbon: House, seed: int) -> None:
    dice, past = random.Random(seed), Past(lisbon, await chain.register(lisbon))
    begins = datetime.combine(FIRST - timedelta(days=5), time(), UTC)
    took: dict[tuple[bool, str], list[float]] = {}
    counts = {True: [0, 0], False: [0, 0]}

    def period(at: datetime) -> bool | None:
        day = at.astimezone(lisbon.zone).date()
        return None if not FIRST - timedelta(days=3) <= day <= LAST else day < FIRST

    def days_between(one: datetime, other: datetime) -> int:
        return (other.astimezone(lisbon.zone).date() - one.astimezone(lisbon.zone).date()).days

    for _ in range(250):
        at = begins + timedelta(minutes=dice.randrange(0, 10 * 24 * 60, 15))
        kind, status = dice.choice(["consult", "session"]), dice.choice(["booked", "performed", "cancelled", "missed"])
        origin = dice.choice(["requested", "requested", "imported"])
        chosen = at - timedelta(hours=dice.randrange(0, 500))
        visit = past.appointment(at, kind=kind, status=status, origin=origin, time_set_at=chosen)
        earlier = period(at)
        if kind == "consult" and status == "performed" and origin != "imported" and earlier is not None:
            took.setdefault((earlier, "consult"), []).append(days_between(chosen, at))
        arrived = dice.choice([None, at + timedelta(minutes=dice.randrange(-30, 30))])
        begun = dice.choice([None, at + timedelta(minutes=dice.randrange(30, 90))]) if arrived else None
        gone = arrived is not None and dice.random() < 0.3
        if arrived:
            past.station(visit, "arrived", arrived)
        if begun:
            past.station(visit, dice.choice(["numbing", "in_treatment"]), begun)
            past.station(visit, "done", begun + timedelta(minutes=1))
        elif arrived:
            past.station(visit, "in_treatment", arrived, withdrawn=True)
        if gone:
            past.station(visit, "left", at + timedelta(hours=2))
        if arrived and earlier is not None:
            if begun:
                minutes = (begun - max(arrived, at)).total_seconds() / 60
                took.setdefault((earlier, "waiting"), []).append(max(0.0, minutes))
            else:
                counts[earlier][0 if gone else 1] += 1
    for _ in range(60):
        consulted = begins - timedelta(hours=dice.randrange(24, 900))
        course = past.course(consulted)
        performed = sorted(begins + timedelta(minutes=dice.randrange(0, 14400, 15)) for _ in range(dice.randrange(3)))
        stands = [at for at in performed if dice.random() < 0.8]
        for at in set(performed) - set(stands):
            past.session(course, 9, at, void=True)
        for number, at in enumerate(stands, start=1):
            past.session(course, number, at)
        if stands and (earlier := period(stands[0])) is not None:
            took.setdefault((earlier, "first_session"), []).append(days_between(consulted, stands[0]))
    async with chain.booking.work() as work:
        await past.write(work)
    (here,) = await waits(chain.booking.client(Role.OWNER), first=str(FIRST), last=str(LAST))
    await each_is_listed(chain.booking.client(Role.OWNER), lisbon, took, counts[False])
    for earlier, shown in ((False, here["now"]), (True, here["before"])):
        assert [shown["left"], shown["not_noted"]] == counts[earlier]
        for what in ("waiting", "consult", "first_session"):
            values = took.get((earlier, what), [])
            assert shown[what]["number"] == len(values)
            assert shown[what]["median"] == (round(median(values), 1) if len(values) >= 6 else None)


async def each_is_listed(
    owner: httpx.AsyncClient, house: House, took: dict[tuple[bool, str], list[float]], counts: list[int]
) -> None:
    """The waits behind the figures are those that were counted, the longest first."""
    for what in ("waiting", "consult", "first_session"):
        days = {"first": str(FIRST), "last": str(LAST), "clinic_id": house.clinic_id, "what": what, "limit": "200"}
        items = made(await owner.get("/figures/waits/each", params=days))["items"]
        known = [each["took"] for each in items if each["took"] is not None]
        assert known == pytest.approx(sorted(took.get((False, what), []), reverse=True))
        if what == "waiting":
            without = [each["left"] for each in items if each["took"] is None]
            assert without == [True] * counts[0] + [False] * counts[1]


async def test_who_leads_a_clinic_sees_that_one_and_the_desk_sees_none(chain: Chain, lisbon: House) -> None:
    other = await chain.open("Europe/Paris")
    days = {"first": str(FIRST), "last": str(LAST)}
    own = chain.booking.client(Role.OWNER, clinics=[lisbon.clinic_id])  # type: ignore[list-item]
    for path in ("waits", "courses", "utilisation"):
        shown = made(await own.get(f"/figures/{path}", params=days))["clinics"]
        assert [each["clinic_id"] for each in shown] == [lisbon.clinic_id]
        theirs = days | {"clinic_id": other.clinic_id}
        assert (await own.get(f"/figures/{path}", params=theirs)).status_code == 403
        assert (await chain.desk.get(f"/figures/{path}", params=days)).status_code == 403
    assert (await own.get("/figures/waits/each", params=theirs)).status_code == 403
    assert (await chain.desk.get("/figures/waits/each", params=days)).status_code == 403
