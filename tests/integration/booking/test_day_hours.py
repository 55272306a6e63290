"""The day of a clinic says when it is open, and who and what of it cannot be booked."""

from typing import Any

from tests.integration.booking.chain import Chain, House, made

TUESDAY = "2027-03-02"
NURSES_DAY = {"weekday": 1, "opens": "10:00", "closes": "14:00"}


async def hours(chain: Chain, house: House, day: str = TUESDAY) -> dict[str, Any]:
    read = made(await chain.desk.get(f"/clinics/{house.clinic_id}/day", params={"day": day}))
    found: dict[str, Any] = read["hours"]
    return found


async def enter(chain: Chain, house: House, kind: str, resource: str, cause: str, **times: str) -> dict[str, Any]:
    form = {"resource_kind": kind, "resource_id": resource, "cause": cause, "starts": TUESDAY, "ends": TUESDAY}
    return made(await chain.operator.post(f"/clinics/{house.clinic_id}/unavailabilities", json=form | times))


async def shift(chain: Chain, house: House, nurse: str) -> None:
    form = {"practitioner_id": nurse, "first_day": "2027-03-01", "hours": [NURSES_DAY]}
    made(await chain.desk.post(f"/clinics/{house.clinic_id}/shifts", json=form))


async def test_an_ordinary_day_has_the_weekly_hours_and_nothing_to_explain(chain: Chain, lisbon: House) -> None:
    opens = {"starts_at": "2027-03-02T09:00:00Z", "ends_at": "2027-03-02T18:00:00Z"}
    assert await hours(chain, lisbon) == {"open": [opens], "reason": None, "away": []}


async def test_a_closure_and_a_day_of_other_hours_say_why(chain: Chain, lisbon: House) -> None:
    at = f"/clinics/{lisbon.clinic_id}/closures"
    made(await chain.operator.put(f"{at}/{TUESDAY}", json={"reason": "Painters"}))
    short = {"reason": "Inventory", "hours": [{"opens": "09:00", "closes": "12:00"}]}
    made(await chain.operator.put(f"{at}/2027-03-03", json=short))

    closed, shorter = await hours(chain, lisbon), await hours(chain, lisbon, "2027-03-03")

    assert (closed["open"], closed["reason"]) == ([], "Painters")
    assert ([each["ends_at"] for each in shorter["open"]], shorter["reason"]) == (["2027-03-03T12:00:00Z"], "Inventory")


async def test_a_public_holiday_that_is_not_confirmed_closes_the_clinic_under_its_name(chain: Chain) -> None:
    house = await chain.open()
    holiday = await hours(chain, house, "2027-06-10")
    assert (holiday["open"], holiday["reason"]) == ([], "Day of Portugal, Camões, and the Portuguese Communities")


async def test_leave_and_repairs_are_cut_to_the_day_and_end_when_they_are_withdrawn(
    chain: Chain, lisbon: House
) -> None:
    nurse, pen = lisbon.nurses[0], lisbon.pens[0]
    leave = await enter(chain, lisbon, "practitioner", nurse, "leave", starts="2027-03-01", ends="2027-03-05")
    await enter(chain, lisbon, "device", pen, "broken", starts="2027-03-02T13:00:00Z", ends="2027-03-02T15:00:00Z")

    away = (await hours(chain, lisbon))["away"]
    assert [(each["resource_id"], each["cause"], each["starts_at"], each["ends_at"]) for each in away] == [
        (nurse, "leave", "2027-03-02T00:00:00Z", "2027-03-03T00:00:00Z"),
        (pen, "broken", "2027-03-02T13:00:00Z", "2027-03-02T15:00:00Z"),
    ]

    why = {"reason": "Has come back"}
    made(await chain.operator.post(f"/clinics/{lisbon.clinic_id}/unavailabilities/{leave['id']}/withdraw", json=why))
    assert [each["resource_id"] for each in (await hours(chain, lisbon))["away"]] == [pen]


async def test_outside_of_her_shift_a_nurse_is_off_while_the_clinic_is_open(chain: Chain, lisbon: House) -> None:
    nurse = lisbon.nurses[0]
    await shift(chain, lisbon, nurse)
    away = (await hours(chain, lisbon))["away"]
    assert [(each["cause"], each["starts_at"], each["ends_at"]) for each in away] == [
        ("off_shift", "2027-03-02T09:00:00Z", "2027-03-02T10:00:00Z"),
        ("off_shift", "2027-03-02T14:00:00Z", "2027-03-02T18:00:00Z"),
    ]


async def test_who_comes_from_another_clinic_is_away_at_the_one_she_visits(chain: Chain, lisbon: House) -> None:
    porto = await chain.open()
    visitor = porto.nurses[0]
    await shift(chain, lisbon, visitor)
    await enter(chain, porto, "practitioner", visitor, "sickness")
    assert {each["resource_id"] for each in (await hours(chain, lisbon))["away"]} == {visitor}
