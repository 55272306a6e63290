"""Slots: free time, in the clinic's own hours, and every one of them can be booked."""

import random
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from chassis.access.actors import Role
from contracts.vocabulary import Outcome, ScreeningStage
from services.booking.calendar.store.slots import Wish, days_as_moments, free_slots
from services.booking.care.domain.needs import consult_needs
from services.booking.people.store.clinics import place_of
from tests.integration.booking.chain import PLAN, Chain, House, made, moment, refused
from tests.support.statements import counted


def walls(slots: list[dict[str, Any]], house: House) -> list[datetime]:
    return [moment(slot["starts_at"]).astimezone(house.zone).replace(tzinfo=None) for slot in slots]


async def test_a_free_day_is_offered_in_quarters_from_opening_until_it_no_longer_fits(
    chain: Chain, lisbon: House
) -> None:
    slots = await chain.slots(lisbon, "consult", **{"from": "2027-03-02", "to": "2027-03-02", "limit": 500})
    assert len(slots) == 35  # 09:00 to 17:30
    assert [slot["local_start"] for slot in (slots[0], slots[-1])] == ["2027-03-02T09:00:00Z", "2027-03-02T17:30:00Z"]
    assert slots[0]["practitioner_name"] == "Ana Reis 0"


async def test_nothing_is_offered_in_the_past_or_on_a_closed_day(chain: Chain, lisbon: House) -> None:
    chain.booking.clock.set(datetime(2027, 3, 1, 15, 7, tzinfo=UTC))
    slots = await chain.slots(lisbon, "consult", **{"from": "2027-03-01", "to": "2027-03-01"})
    assert slots[0]["local_start"] == "2027-03-01T15:15:00Z"
    assert await chain.slots(lisbon, "consult", **{"from": "2027-03-06", "to": "2027-03-07"}) == []


async def test_the_wanted_time_of_day_comes_first_on_each_day(chain: Chain, lisbon: House) -> None:
    slots = await chain.slots(lisbon, "consult", near="12:30", limit=5)
    assert {wall.time().isoformat() for wall in walls(slots, lisbon)} == {"12:30:00"}
    assert [wall.day for wall in walls(slots, lisbon)] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    ("zone", "change"),
    [
        ("Europe/Lisbon", date(2027, 3, 28)),
        ("Europe/Lisbon", date(2027, 10, 31)),
        ("America/New_York", date(2027, 3, 14)),
        ("America/New_York", date(2027, 11, 7)),
    ],
)
async def test_hours_and_the_wanted_time_stay_local_over_a_change_of_clocks(
    chain: Chain, zone: str, change: date
) -> None:
    house = await chain.open(zone, hours=[{"weekday": day, "opens": "09:00", "closes": "18:00"} for day in range(7)])
    await chain.without_holidays(house)
    chain.booking.clock.set(datetime.combine(change - timedelta(days=2), datetime.min.time(), house.zone))
    days = {"from": str(change - timedelta(days=1)), "to": str(change + timedelta(days=1))}
    all_day = await chain.slots(house, "consult", limit=500, **days)
    assert len(all_day) == 3 * 35
    for day in range(3):
        that_day = walls(all_day, house)[day * 35 : day * 35 + 35]
        assert (that_day[0].time().isoformat(), that_day[-1].time().isoformat()) == ("09:00:00", "17:30:00")
    wanted = await chain.slots(house, "consult", near="12:30", limit=3, **days)
    assert {wall.time().isoformat() for wall in walls(wanted, house)} == {"12:30:00"}


async def test_a_night_clinic_has_an_hour_less_in_spring_and_one_more_in_autumn(chain: Chain) -> None:
    night = [{"weekday": 6, "opens": "00:00", "closes": "06:00"}]
    house = await chain.open("America/New_York", hours=night)
    spring = await chain.slots(house, "consult", limit=500, **{"from": "2027-03-14", "to": "2027-03-14"})
    assert (len(spring), walls(spring, house)[8].time().isoformat()) == (19, "03:00:00")
    chain.booking.clock.set(datetime(2027, 11, 1, tzinfo=UTC))
    autumn = await chain.slots(house, "consult", limit=500, **{"from": "2027-11-07", "to": "2027-11-07"})
    assert len(autumn) == 27
    assert len({slot["starts_at"] for slot in autumn}) == 27


async def test_several_clinics_stand_in_one_list_in_the_order_in_which_they_are_wanted(chain: Chain) -> None:
    near, far, other = [await chain.open() for _ in range(3)]
    asked: dict[str, Any] = {"kind": "consult", "from": "2027-03-02", "limit": 4}
    both = asked | {"clinic_ids": f"{near.clinic_id},{far.clinic_id}"}
    slots = made(await chain.desk.get("/slots", params=both))["items"]
    assert [slot["clinic_id"] for slot in slots] == [near.clinic_id, far.clinic_id] * 2
    assert [slot["local_start"] for slot in slots[1:3]] == ["2027-03-02T09:00:00Z", "2027-03-02T09:15:00Z"]
    assert slots[0]["clinic_name"] == "Clinic in Europe/Lisbon"
    everywhere = made(await chain.desk.get("/slots", params=asked | {"limit": 3}))["items"]
    assert {slot["clinic_id"] for slot in everywhere} == {near.clinic_id, far.clinic_id, other.clinic_id}
    desk_of_far = chain.booking.client(Role.FRONT_DESK, clinics=[UUID(far.clinic_id)], subject="desk of far")
    theirs = made(await desk_of_far.get("/slots", params=asked))["items"]
    assert {slot["clinic_id"] for slot in theirs} == {far.clinic_id}
    refused(await desk_of_far.get("/slots", params=both), "forbidden", "do not work for this clinic", 403)


async def test_a_search_takes_as_many_statements_for_many_clinics_as_for_one(chain: Chain) -> None:
    houses = [await chain.open() for _ in range(4)]
    asked: dict[str, Any] = {"kind": "consult", "from": "2027-03-02", "limit": 20}
    database = chain.booking.api.transactions.database
    took: dict[tuple[str, int], list[str]] = {}
    for turn in ("first", "again"):
        for number in (1, 4):
            with counted(database) as took[turn, number]:
                clinics = ",".join(house.clinic_id for house in houses[:number])
                made(await chain.desk.get("/slots", params=asked | {"clinic_ids": clinics}))
    # clinics, protocols in force, what has changed, equipment, one look
    assert len(took["first", 1]) == len(took["first", 4]) == 5, took
    assert len(took["again", 1]) == len(took["again", 4]) == 3, "what is as it was is not read again"


async def test_a_wish_for_a_time_at_which_nobody_is_there_any_more_is_not_sought_on_every_day(chain: Chain) -> None:
    house = await chain.open()
    asked: dict[str, Any] = {"kind": "consult", "clinic_id": house.clinic_id, "from": "2027-03-02", "to": "2027-05-28"}
    took = {}
    for near in ("12:30", "20:00"):
        with counted(chain.booking.api.transactions.database) as took[near]:
            found = made(await chain.desk.get("/slots", params=asked | {"near": near, "limit": 3}))["items"]
        assert [slot["local_start"][5:10] for slot in found] == ["03-02", "03-03", "03-04"]
    looks = {near: sum("calendar_changes" in statement for statement in those) for near, those in took.items()}
    assert looks["20:00"] == looks["12:30"], "the last start before closing is as near as any day has it"


async def test_whom_the_patient_prefers_is_sought_on_later_days_too_when_no_time_of_day_is_wanted(chain: Chain) -> None:
    house = await chain.open(rooms=2, nurses=("2.0", "2.0"))
    away = {"resource_kind": "practitioner", "resource_id": house.nurses[1], "cause": "leave"}
    leave = away | {"starts": "2027-03-01", "ends": "2027-03-05"}
    made(await chain.operator.post(f"/clinics/{house.clinic_id}/unavailabilities", json=leave))
    week = days_as_moments(date(2027, 3, 2), date(2027, 3, 8), house.zone)
    async with chain.booking.work() as work:
        place = await place_of(work, UUID(house.clinic_id))
        wish = Wish(*week, limit=5, preferred_practitioner_id=UUID(house.nurses[1]))
        slots = await free_slots(work, place, consult_needs(30), wish)
    assert {str(slot.practitioner_id) for slot in slots} == {house.nurses[1]}


async def test_an_offer_says_why_it_is_a_good_one(chain: Chain) -> None:
    house = await chain.open(rooms=2, nurses=("2.0", "2.0"))
    day = {"from": "2027-03-02", "to": "2027-03-02"}
    (first, *_) = await chain.slots(house, "consult", **day)
    assert [reason["code"] for reason in first["reasons"]] == ["soonest"]
    assert first["reasons"][0]["sentence"] == "Nothing is free sooner."
    (slot, *_) = await chain.slots(house, "consult", near="12:00", **day)
    noon = made(await chain.book(await chain.register(house), house, "consult", slot))
    only = {"practitioner_id": noon["practitioner_id"], "near": "12:30", **day}
    (after, *_) = await chain.slots(house, "consult", **only)
    assert [reason["code"] for reason in after["reasons"]] == ["wanted_time", "wanted_practitioner", "without_gap"]
    (fair, *_) = await chain.slots(house, "consult", near="15:00", **day)
    assert fair["practitioner_id"] != noon["practitioner_id"]
    assert [reason["code"] for reason in fair["reasons"]] == ["wanted_time", "least_booked"]


async def test_a_time_that_leaves_a_gap_nobody_can_use_comes_after_one_that_leaves_none(
    chain: Chain, lisbon: House
) -> None:
    day = {"from": "2027-03-02", "to": "2027-03-02"}
    (noon, *_) = await chain.slots(lisbon, "consult", near="12:00", **day)
    made(await chain.book(await chain.register(lisbon), lisbon, "consult", noon))
    offered = await chain.slots(lisbon, "consult", near="12:45", limit=3, **day)
    assert [slot["local_start"][11:16] for slot in offered] == ["12:30", "13:00", "12:45"]


async def test_without_any_slot_the_answer_says_why_and_what_would_help(chain: Chain) -> None:
    house = await chain.open(rooms=2, nurses=("2.0", "2.0"))
    away = {"resource_kind": "practitioner", "resource_id": house.nurses[0], "cause": "leave"}
    leave = away | {"starts": "2027-03-02", "ends": "2027-03-03"}
    made(await chain.operator.post(f"/clinics/{house.clinic_id}/unavailabilities", json=leave))
    asked: dict[str, Any] = {"clinic_id": house.clinic_id, "kind": "consult"}
    asked |= {"from": "2027-03-02", "to": "2027-03-03", "practitioner_id": house.nurses[0]}
    answer = made(await chain.desk.get("/slots", params=asked))
    nothing = answer["nothing_found"]
    assert (answer["items"], nothing["why"]) == ([], "no_practitioner")
    helps = {each["without"]: each["slot"] for each in nothing["nearest"]}
    assert helps.keys() == {"practitioner", "days"}
    assert helps["practitioner"]["practitioner_id"] == house.nurses[1]
    assert helps["days"]["local_start"] == "2027-03-04T09:00:00Z"

    night = {"clinic_id": house.clinic_id, "kind": "consult", "earliest": "20:00"}
    closed = made(await chain.desk.get("/slots", params=night))["nothing_found"]
    assert (closed["why"], [each["without"] for each in closed["nearest"]]) == ("not_open", ["time_of_day"])

    elsewhere = await chain.open(hours=[{"weekday": 6, "opens": "09:00", "closes": "12:00"}])
    sunday = {"clinic_id": house.clinic_id, "kind": "consult", "from": "2027-03-07", "to": "2027-03-07"}
    weekend = made(await chain.desk.get("/slots", params=sunday))["nothing_found"]
    assert weekend["why"] == "not_open"
    helps = {each["without"]: each["slot"] for each in weekend["nearest"]}
    assert helps.keys() == {"days", "clinic"}
    assert helps["clinic"]["clinic_id"] == elsewhere.clinic_id


async def test_who_was_not_quick_enough_is_told_the_nearest_others(chain: Chain, lisbon: House) -> None:
    patients = [await chain.register(lisbon) for _ in range(2)]
    slots = await chain.slots(lisbon, "consult", **{"from": "2027-03-02", "to": "2027-03-02", "limit": 500})
    slot = next(each for each in slots if each["local_start"] == "2027-03-02T12:30:00Z")
    first = made(await chain.book(patients[0], lisbon, "consult", slot))
    late = refused(await chain.book(patients[1], lisbon, "consult", slot), "slot-taken")
    nearest = ["12:00", "13:00", "11:45", "13:15", "11:30"]
    assert [each["local_start"][11:16] for each in late["alternatives"]] == nearest
    second = made(await chain.book(patients[1], lisbon, "consult", slot | late["alternatives"][0]))
    onto = {"starts_at": first["starts_at"]}
    at = f"/appointments/{second['id']}/move"
    moved = refused(await chain.desk.post(at, json=onto, headers={"If-Match": '"1"'}), "slot-taken")
    assert [each["local_start"][11:16] for each in moved["alternatives"]] == nearest


async def test_every_slot_that_is_offered_can_be_booked(chain: Chain) -> None:
    house = await chain.open(rooms=2, nurses=("2.0", "1.0", "2.5"), pens=2)
    patients = [await chain.register(house) for _ in range(4)]
    for patient in patients[:2]:  # something in the way of the others
        await chain.booked(patient, house, "consult", near="11:45")
    consult, course = await chain.cleared(patients[2], house)
    for near in ("09:00", "12:30", "17:00"):
        for slot in await chain.slots(house, "session", course_id=course["id"], near=near, limit=8):
            booked = made(await chain.book(patients[2], house, "session", slot, course_id=course["id"]))
            await chain.desk.post(f"/appointments/{booked['id']}/cancel", json={"reason": "only tried"})
    assert consult["plan"].items() >= PLAN.items()


async def test_sessions_are_offered_only_with_who_may_and_what_was_screened(chain: Chain) -> None:
    house = await chain.open(rooms=3, nurses=("1.0", "2.0"), pens=1)
    await chain.add_device(house, model="exceed")
    patient = await chain.register(house)
    _, course = await chain.cleared(patient, house)
    slots = await chain.slots(house, "session", course_id=course["id"], limit=200)
    assert {slot["practitioner_id"] for slot in slots} == {house.nurses[1]}
    assert {slot["device_id"] for slot in slots} == {house.pens[0]}
    numbing = {moment(slot["treatment_starts_at"]) - moment(slot["starts_at"]) for slot in slots}
    assert numbing == {timedelta(minutes=30)}


async def test_without_anaesthetic_no_numbing_time_is_taken(chain: Chain, lisbon: House) -> None:
    patient = await chain.register(lisbon)
    _, course = await chain.cleared(patient, lisbon, limits={"anaesthetic_allowed": False})
    (slot, *_) = await chain.slots(lisbon, "session", course_id=course["id"])
    assert slot["treatment_starts_at"] == slot["starts_at"]
    assert moment(slot["ends_at"]) - moment(slot["starts_at"]) == timedelta(minutes=45)


async def test_what_is_taken_is_not_offered_numbing_time_included(chain: Chain, lisbon: House) -> None:
    patient, other = await chain.register(lisbon), await chain.register(lisbon)
    _, course = await chain.cleared(patient, lisbon)
    session = await chain.booked(patient, lisbon, "session", course_id=course["id"])
    day = session["local_start"][:10]
    offered = await chain.slots(lisbon, "consult", limit=500, patient_id=other, **{"from": day, "to": day})
    start, end = moment(session["starts_at"]), moment(session["ends_at"])
    assert end - start == timedelta(minutes=75)
    for slot in offered:
        assert moment(slot["ends_at"]) <= start or end <= moment(slot["starts_at"])
    assert len(offered) == 35 - 7  # five within it, one that reaches into it, one while the only room is cleaned


async def test_a_clearances_days_bound_what_is_offered(chain: Chain, lisbon: House) -> None:
    patient = await chain.register(lisbon)
    _, course = await chain.cleared(patient, lisbon, eligible_from=date(2027, 3, 10), valid_until=date(2027, 3, 12))
    slots = await chain.slots(lisbon, "session", course_id=course["id"], limit=500, to="2027-04-30")
    assert {wall.day for wall in walls(slots, lisbon)} == {10, 11, 12}
    assert (course["next_from"], course["next_until"]) == ("2027-03-10", "2027-03-12")


@pytest.mark.parametrize(
    ("outcome", "problem", "words"),
    [
        (Outcome.DECLINED, "declined", "declined"),
        (Outcome.REVIEW, "under-review", "A clinician has to review"),
        (Outcome.DEFERRED, "deferred", "may come from Wednesday, 1 September 2027"),
    ],
)
async def test_a_patient_who_was_not_cleared_is_offered_no_session_with_the_reason(
    chain: Chain, lisbon: House, outcome: Outcome, problem: str, words: str
) -> None:
    patient = await chain.register(lisbon)
    consult = await chain.consulted(patient, lisbon)
    from_day = date(2027, 9, 1) if outcome is Outcome.DEFERRED else None
    await chain.decide(consult, ScreeningStage.CONSULT, outcome, eligible_from=from_day)
    assert await chain.courses(patient) == []
    asked = {"clinic_id": lisbon.clinic_id, "kind": "session", "patient_id": patient}
    refused(await chain.desk.get("/slots", params=asked), problem, words)


async def test_asking_for_too_much_or_for_nothing_known_is_refused(chain: Chain, lisbon: House) -> None:
    asked = {"clinic_id": lisbon.clinic_id, "kind": "consult"}
    wide = asked | {"from": "2027-03-01", "to": "2028-03-01"}
    refused(await chain.desk.get("/slots", params=wide), "invalid", "100 days", 422)
    nowhere = asked | {"clinic_id": "01940000-0000-7000-8000-000000000000"}
    refused(await chain.desk.get("/slots", params=nowhere), "not-found", "no such clinic", 404)
    refused(await chain.desk.get("/slots", params=asked | {"kind": "session"}), "course-required", "name the patient")
    refused(await chain.desk.get("/slots", params=asked | {"from": "soon"}), "not-understood", status=422)


async def test_whatever_is_in_the_way_slots_are_exactly_the_times_that_work_out_by_hand(chain: Chain) -> None:
    """A random week, worked out a second time by looking at every quarter, practitioner and room one by one."""
    lunch = [{"weekday": day, "opens": "09:00", "closes": "12:15"} for day in range(5)]
    house = await chain.open(
        "America/New_York",
        rooms=2,
        nurses=("2.0", "1.0", "2.0"),
        pens=2,
        hours=[*lunch, *({"weekday": day, "opens": "13:00", "closes": "18:00"} for day in range(5))],
    )
    chain.booking.clock.set(datetime(2027, 3, 10, 12, tzinfo=UTC))  # the clocks change on Sunday, the 14th
    patients = [await chain.register(house) for _ in range(6)]
    dice = random.Random(3)
    taken: list[dict[str, Any]] = []
    for _ in range(5):
        slots = await chain.slots(house, "consult", limit=500, **WEEK)
        expected = by_hand(house, taken, timedelta(minutes=30))
        assert {slot["starts_at"] for slot in slots} == expected
        for _ in range(6):
            slot = dice.choice(slots)
            answer = await chain.book(dice.choice(patients), house, "consult", slot)
            taken += [answer.json()] if answer.status_code == 201 else []
    assert len(taken) > 15


WEEK = {"from": "2027-03-11", "to": "2027-03-16"}


def by_hand(house: House, taken: list[dict[str, Any]], length: timedelta) -> set[str]:
    """Starts, in UTC, at which some practitioner and some room are free for ``length``."""
    found = set()
    for quarter in range(6 * 96):
        wall = datetime(2027, 3, 11, tzinfo=house.zone) + timedelta(minutes=15 * quarter)
        end = wall + length
        morning = wall.time() >= clock("09:00") and end.time() <= clock("12:15")
        afternoon = wall.time() >= clock("13:00") and end.time() <= clock("18:00")
        if wall.weekday() > 4 or end.date() > wall.date() or not (morning or afternoon):
            continue
        start, busy = wall.astimezone(UTC), set[str]()
        for one in taken:
            if moment(one["starts_at"]) < start + length and start < moment(one["ends_at"]):
                busy |= {one["practitioner_id"], one["room_id"]}
        if set(house.nurses) - busy and set(house.rooms) - busy:
            found.add(start.strftime("%Y-%m-%dT%H:%M:%SZ"))
    return found


def clock(text: str) -> time:
    return time.fromisoformat(text)


FULL_HALF_YEAR = """
WITH made AS (
    INSERT INTO appointments (id, patient_id, clinic_id, kind, origin, status, starts_at, treatment_starts_at, ends_at,
        practitioner_id, room_id, cartridges, time_set_at, version)
    SELECT gen_random_uuid(), CAST(:patient AS uuid), CAST(:clinic AS uuid), 'consult', 'requested', 'booked', at, at,
        at + interval '30 minutes', nurse.id, room.id, 0, at, 1
    FROM (SELECT id, row_number() OVER (ORDER BY id) AS number FROM practitioners) AS nurse
    JOIN (SELECT id, row_number() OVER (ORDER BY id) AS number FROM rooms) AS room USING (number)
    CROSS JOIN (
        SELECT day + interval '9 hours' + hour * interval '45 minutes' AS at
        FROM generate_series(timestamptz '2027-01-01 00:00Z', '2027-07-01 00:00Z', '1 day') AS day,
            generate_series(0, 6) AS hour
    ) AS times
    RETURNING *
)
INSERT INTO occupations (appointment_id, resource_kind, resource_id, during)
SELECT id, takes.kind, takes.resource_id, tstzrange(starts_at, ends_at)
FROM made CROSS JOIN LATERAL (VALUES ('practitioner', practitioner_id), ('room', room_id)) AS takes(kind, resource_id)
"""


ROWS_READ = """
SELECT seq_tup_read AS all_of_the_table, idx_tup_fetch AS by_index
FROM pg_stat_xact_user_tables WHERE relname = 'occupations'
"""


async def test_slots_of_a_big_clinic_read_no_appointment_outside_of_the_weeks_asked_for(chain: Chain) -> None:
    """A month over 12 nurses and 10 rooms, with 12,740 appointments behind and ahead. Counted, not timed."""
    house = await chain.open(rooms=10, nurses=["2.0"] * 12, pens=6)
    patient = await chain.register(house)
    async with chain.booking.work() as work:
        taken = await work.execute(text(FULL_HALF_YEAR), {"patient": patient, "clinic": house.clinic_id})
        assert taken.rowcount == 2 * 10 * 181 * 7 + 2 * 10 * 7
        await work.execute(text("ANALYZE occupations"))
    async with chain.booking.work() as work:  # counters are of a transaction
        place = await place_of(work, UUID(house.clinic_id))
        month = days_as_moments(date(2027, 3, 2), date(2027, 3, 31), house.zone)
        slots = await free_slots(work, place, consult_needs(30), Wish(*month, near=12 * 60 + 30, limit=500))
        read = (await work.execute(text(ROWS_READ))).one()
    assert len(slots) > 300
    assert read.all_of_the_table == 0
    assert read.by_index == 2 * 10 * 35 * 7, "from 27 February, a Saturday, to 2 April"


@pytest.mark.parametrize(
    ("wish", "words"),
    [
        ({"earliest": "18:00", "latest": "09:00"}, "The latest start is before the earliest one."),
        ({"from": "2027-03-10", "to": "2027-03-02"}, "The period ends before it begins"),
        ({"from": "2027-03-02T10:00:00Z", "to": "2027-03-02T10:00:00Z"}, "The period ends before it begins"),
    ],
)
async def test_wishes_that_no_time_can_meet_are_refused_and_not_blamed_on_the_clinic(
    chain: Chain, lisbon: House, wish: dict[str, str], words: str
) -> None:
    asked = {"clinic_id": lisbon.clinic_id, "kind": "consult"} | wish
    refused(await chain.desk.get("/slots", params=asked), "invalid", words, status=422)


@pytest.mark.parametrize("wish", ["near", "earliest", "latest"])
async def test_a_time_of_day_with_an_offset_is_refused_since_each_clinic_has_its_own(
    chain: Chain, lisbon: House, wish: str
) -> None:
    asked = {"clinic_id": lisbon.clinic_id, "kind": "consult", wish: "12:30+02:00"}
    answer = await chain.desk.get("/slots", params=asked)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, wish)
    assert "without a time zone" in answer.json()["errors"][0]["problem"]
