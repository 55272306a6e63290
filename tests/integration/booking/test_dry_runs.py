"""Whoever changes the diary can ask before what is touched: the answer is that of the change, and nothing changes."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from tests.integration.booking.chain import Chain, House, made

WHY = {"reason": "as agreed with the team"}
FRIDAY, NEXT = "2027-03-05", "2027-03-12"
MORNINGS = [{"weekday": day, "opens": "09:00", "closes": "12:00"} for day in range(5)]
ALL_DAY = [{"weekday": day, "opens": "09:00", "closes": "18:00"} for day in range(5)]
EVENING = {"opens": "18:00", "closes": "21:00"}


@dataclass
class Change:
    """A change of the diary: what is asked before, what is done, and how its answer names what it touches."""

    before: tuple[str, dict[str, Any] | None]
    act: tuple[str, str, dict[str, Any] | None]
    touched: Callable[[Any], list[str]] = lambda answer: [one["id"] for one in answer["touched"]["appointments"]]
    headers: dict[str, str] | None = None


Ready = Callable[[Chain, House, str], Awaitable[Change]]


def plain(answer: Any) -> list[str]:
    return [one["id"] for one in answer["appointments"]]


async def shift_of(chain: Chain, house: House, at: str) -> str:
    """A rota of whole days; without it the nurse works in the clinic's hours, and within the shift before it."""
    form = {"practitioner_id": house.nurses[0], "first_day": "2027-03-01", "hours": MORNINGS}
    made(await chain.operator.post(f"{at}/shifts", json=form))
    later = form | {"first_day": "2027-03-02", "hours": ALL_DAY}
    shift: str = made(await chain.operator.post(f"{at}/shifts", json=later))["id"]
    return shift


async def an_ended_shift(chain: Chain, house: House, at: str) -> Change:
    shift = await shift_of(chain, house, at)
    form = WHY | {"last_day": "2027-03-04"}
    return Change((f"{at}/shifts/{shift}/end/touched", form), ("POST", f"{at}/shifts/{shift}/end", form))


async def a_withdrawn_shift(chain: Chain, house: House, at: str) -> Change:
    shift = await shift_of(chain, house, at)
    return Change((f"{at}/shifts/{shift}/withdraw/touched", None), ("POST", f"{at}/shifts/{shift}/withdraw", WHY))


async def a_dropped_week(chain: Chain, house: House, at: str) -> Change:
    for begins_on, hours in (("2027-03-02", MORNINGS), ("2027-03-03", ALL_DAY)):
        made(await chain.operator.put(f"{at}/opening-weeks/{begins_on}", json=WHY | {"hours": hours}))
    week = f"{at}/opening-weeks/2027-03-03"
    return Change((f"{week}/drop/touched", None), ("DELETE", week, None), plain)


async def a_dropped_capacity(chain: Chain, house: House, at: str) -> Change:
    capacity = f"{at}/rooms/{house.rooms[0]}/capacities/2027-03-02"
    made(await chain.operator.put(capacity, json=WHY | {"at_once": 2}))
    return Change((f"{capacity}/drop/touched", None), ("DELETE", capacity, None), plain)


async def a_changed_leave(chain: Chain, house: House, at: str) -> Change:
    leave = {"resource_kind": "practitioner", "resource_id": house.nurses[0], "cause": "leave"}
    entered = made(
        await chain.operator.post(f"{at}/unavailabilities", json=leave | {"starts": NEXT, "ends": "2027-03-13"})
    )
    form = WHY | {"cause": "leave", "starts": FRIDAY, "ends": "2027-03-13"}
    one = f"{at}/unavailabilities/{entered['id']}"
    return Change((f"{one}/touched", form), ("PUT", one, form), headers={"If-Match": '"1"'})


async def a_holiday(chain: Chain, house: House, at: str) -> Change:
    """Carnival is none; the change is of a day of the region's list on which the clinic was open."""
    made(await chain.operator.put(f"{at}/holidays/2027-03-26", json={"open": True}))
    holiday = f"{at}/holidays/2027-03-26"
    return Change((f"{holiday}/touched", {"open": False}), ("PUT", holiday, {"open": False}), plain)


@pytest.mark.parametrize(
    ("ready", "day"),
    [
        (an_ended_shift, FRIDAY),
        (a_withdrawn_shift, FRIDAY),
        (a_dropped_week, FRIDAY),
        (a_changed_leave, FRIDAY),
        (a_holiday, "2027-03-26"),
    ],
)
async def test_what_is_asked_before_is_what_the_change_answers(
    chain: Chain, lisbon: House, ready: Ready, day: str
) -> None:
    at = f"/clinics/{lisbon.clinic_id}"
    change = await ready(chain, lisbon, at)
    slot = await _afternoon(chain, lisbon, day)
    booked = made(await chain.book(await chain.register(lisbon), lisbon, "consult", slot))
    path, form = change.before
    for _ in range(2):  # the first changed nothing
        asked = made(await chain.operator.post(path, json=form))
        assert (asked["in_all"], plain(asked)) == (1, [booked["id"]])
    assert await _afternoon(chain, lisbon, day), "it is still offered"
    verb, path, form = change.act
    answer = made(await chain.operator.request(verb, path, json=form, headers=change.headers))
    assert change.touched(answer) == [booked["id"]]


async def test_a_capacity_that_would_go_shows_who_is_in_the_second_chair(chain: Chain) -> None:
    house = await chain.open(nurses=["2.0", "2.0"])
    at = f"/clinics/{house.clinic_id}"
    change = await a_dropped_capacity(chain, house, at)
    both = []
    for nurse in house.nurses:
        near = {"near": "15:00", "practitioner_id": nurse, "from": FRIDAY, "to": FRIDAY}
        (slot, *_) = await chain.slots(house, "consult", **near)
        both.append(made(await chain.book(await chain.register(house), house, "consult", slot))["id"])
    asked = made(await chain.operator.post(change.before[0]))
    dropped = made(await chain.operator.request("DELETE", change.act[1]))
    assert plain(asked) == plain(dropped)
    assert plain(asked)[0] in both


async def test_a_late_evening_that_would_not_be_shows_who_comes_then(chain: Chain, lisbon: House) -> None:
    at = f"/clinics/{lisbon.clinic_id}/closures/{FRIDAY}"
    made(await chain.operator.put(at, json={"reason": "open late", "hours": [EVENING]}))
    (slot, *_) = await chain.slots(lisbon, "consult", near="19:00", **{"from": FRIDAY, "to": FRIDAY})
    booked = made(await chain.book(await chain.register(lisbon), lisbon, "consult", slot))
    asked = made(await chain.operator.post(f"{at}/reopen/touched"))
    assert plain(asked) == [booked["id"]]
    answer: httpx.Response = await chain.operator.delete(at)
    assert answer.status_code == 204
    gone = await chain.operator.post(f"{at}/reopen/touched")
    assert gone.status_code == 404


async def _afternoon(chain: Chain, house: House, day: str) -> dict[str, Any]:
    (slot, *_) = await chain.slots(house, "consult", near="15:00", **{"from": day, "to": day})
    return slot
