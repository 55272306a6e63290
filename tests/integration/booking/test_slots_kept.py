"""What a search reads of the calendar is kept for the next, and read again whenever any of it has changed."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from chassis.work import Work
from contracts.vocabulary import Modality
from services.booking.calendar.domain.needs import Treats
from services.booking.calendar.store.slots import Slot, Wish, days_as_moments, diary, equipment, free_slots
from services.booking.calendar.store.slots.changes import ForWhom, changes_since
from services.booking.calendar.store.slots.equipment import Asked, Here, equipment_at
from services.booking.care.domain.needs import consult_needs
from services.booking.people.store.clinics import place_of
from tests.integration.booking.chain import Chain, House, made, moment
from tests.support.statements import counted

TREATS = Treats(Modality.PEN, "skinpen", Decimal("1.5"), "face")
CHANGES = {
    "a name": "UPDATE practitioners SET family_name = 'Costa' WHERE id = :nurse",
    "a permission that ends": "UPDATE permissions SET last_day = '2027-03-31' WHERE practitioner_id = :nurse",
    "a permission for less": "UPDATE permissions SET max_depth_mm = 1 WHERE practitioner_id = :nurse",
    "a permission that is gone": "DELETE FROM permissions WHERE practitioner_id = :nurse",
    "a shift here": """
        INSERT INTO shifts (id, practitioner_id, clinic_id, first_day, weekdays, starts, ends, entered_by)
        SELECT gen_random_uuid(), :nurse, clinic_id, '2027-03-01', '{0}', '{09:00}', '{12:00}', 'test' FROM rooms
        WHERE id = :room""",
    "a shift elsewhere": """
        INSERT INTO shifts (id, practitioner_id, clinic_id, first_day, weekdays, starts, ends, entered_by)
        SELECT gen_random_uuid(), :nurse, id, '2027-03-01', '{0}', '{09:00}', '{12:00}', 'test' FROM clinics
        WHERE id NOT IN (SELECT clinic_id FROM rooms WHERE id = :room)""",
    "somebody from elsewhere": """
        INSERT INTO shifts (id, practitioner_id, clinic_id, first_day, weekdays, starts, ends, entered_by)
        SELECT gen_random_uuid(), practitioners.id, rooms.clinic_id, '2027-03-01', '{0}', '{09:00}', '{12:00}', 'test'
        FROM practitioners, rooms WHERE rooms.id = :room AND practitioners.clinic_id <> rooms.clinic_id""",
    "a room's name": "UPDATE rooms SET name = 'Blue' WHERE id = :room",
    "a room's chairs": """
        WITH stated AS (
            INSERT INTO room_capacities (room_id, begins_on, at_once, entered_by, entered_at)
            VALUES (:room, '2027-03-01', 2, 'test', now())
        ) UPDATE rooms SET chairs = 2 WHERE id = :room""",
    "a device of another model": "UPDATE devices SET model = 'other' WHERE id = :pen",
    "a device's clinic": """
        UPDATE devices SET clinic_id = (
            SELECT id FROM clinics WHERE id NOT IN (SELECT clinic_id FROM rooms WHERE id = :room)
        ) WHERE id = :pen""",
}


CALENDAR = {
    "something is booked": """
        INSERT INTO occupations (appointment_id, resource_kind, resource_id, during)
        VALUES (gen_random_uuid(), 'practitioner', :nurse, '[2027-03-04 10:00Z, 2027-03-04 11:00Z)')""",
    "what was booked is cancelled": "DELETE FROM occupations WHERE resource_id = :nurse",
    "what was booked lasts longer": """
        UPDATE occupations SET during = '[2027-03-03 10:00Z, 2027-03-03 13:00Z)' WHERE resource_id = :nurse""",
    "what was booked is another's": "UPDATE occupations SET resource_id = :other WHERE resource_id = :nurse",
    "somebody is on leave": """
        INSERT INTO unavailabilities (id, clinic_id, resource_kind, resource_id, cause, starts_at, entered_by, version)
        SELECT gen_random_uuid(), clinic_id, 'practitioner', id, 'leave', '2027-03-04 08:00Z', 'test', 1
        FROM practitioners WHERE id = :nurse""",
    "a repair is over sooner": """
        UPDATE unavailabilities SET ends_at = '2027-03-02 12:00Z' WHERE resource_id = :room""",
    "a repair was a mistake": "UPDATE unavailabilities SET withdrawn_at = now() WHERE resource_id = :room",
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
async def test_a_change_of_who_or_what_there_is_is_seen_by_the_next_search(chain: Chain, change: str) -> None:
    house, _ = await chain.open(rooms=2, nurses=("2.0", "2.0")), await chain.open()
    before = await there(chain, house)
    assert await there(chain, house) is before
    async with chain.booking.work() as work:
        await work.execute(text(change), {"nurse": house.nurses[0], "room": house.rooms[0], "pen": house.pens[0]})
    after = await there(chain, house)
    forget()
    assert contents(after) == contents(await there(chain, house)) != contents(before)


async def test_what_did_not_change_is_the_same_as_before(chain: Chain) -> None:
    house, far = await chain.open(), await chain.open()
    both = await at(chain, house, far)
    async with chain.booking.work() as work:
        await work.execute(text("UPDATE rooms SET name = 'Blue' WHERE id = :room"), {"room": far.rooms[0]})
    again = await at(chain, house, far)
    assert again[UUID(house.clinic_id)] is both[UUID(house.clinic_id)], "what follows from it stays remembered"
    assert again[UUID(far.clinic_id)].equipment.rooms[0].name == "Blue"


@pytest.mark.parametrize("change", CALENDAR.values(), ids=CALENDAR)
async def test_a_change_of_the_calendar_is_seen_by_the_next_search(chain: Chain, change: str) -> None:
    house = await busy_house(chain)
    before = await slots(chain, house)
    assert await slots(chain, house) == before
    async with chain.booking.work() as work:
        await change_by(work, house, change)
    after = await slots(chain, house)
    forget()
    assert after == await slots(chain, house) != before


async def test_what_is_kept_is_not_read_again(chain: Chain) -> None:
    house = await busy_house(chain)
    await slots(chain, house)
    with counted(chain.booking.worker.transactions.database) as statements:
        await slots(chain, house)
    assert [each for each in statements if "occupations" in each and "unnest" in each] == []


async def test_a_change_counts_from_its_commit_on_and_for_itself_at_once(chain: Chain) -> None:
    house = await busy_house(chain)
    before = await slots(chain, house)
    async with chain.booking.work() as work:
        await change_by(work, house, CALENDAR["something is booked"])
        own = await slots_in(work, house)
        assert own != before
        assert await slots(chain, house) == before, "others do not see it"
        assert await slots_in(work, house) == own
    assert await slots(chain, house) == own


async def test_what_a_transaction_sees_of_its_own_is_gone_with_it(chain: Chain) -> None:
    house = await busy_house(chain)
    before = await slots(chain, house)

    async def changed_in_vain() -> None:
        async with chain.booking.work() as work:
            await change_by(work, house, CALENDAR["something is booked"])
            assert await slots_in(work, house) != before
            raise RuntimeError("no")

    with pytest.raises(RuntimeError, match="no"):
        await changed_in_vain()
    assert await slots(chain, house) == before


async def test_of_two_who_change_the_same_at_once_neither_is_missed(chain: Chain) -> None:
    """The first to begin is the last to commit: its number is lower than one that was seen already."""
    house = await busy_house(chain)
    await slots(chain, house)
    async with chain.booking.work() as one:
        await change_by(one, house, CALENDAR["something is booked"])
        async with chain.booking.work() as other:
            await change_by(other, house, CALENDAR["what was booked lasts longer"])
        await slots(chain, house)
    after = await slots(chain, house)
    forget()
    assert after == await slots(chain, house)
    async with chain.booking.work() as work:
        rows = await work.execute(text("SELECT FROM calendar_changes WHERE resource_id = :of"), {"of": house.nurses[0]})
        assert len(rows.all()) == 2
        await change_by(work, house, CALENDAR["what was booked is cancelled"])
        rows = await work.execute(text("SELECT FROM calendar_changes WHERE resource_id = :of"), {"of": house.nurses[0]})
        assert len(rows.all()) == 1, "whoever saw both replaces both"


async def test_a_hold_ends_in_what_is_kept_when_its_time_has_come(chain: Chain) -> None:
    house = await chain.open()
    patient = await chain.register(house)
    before = await slots(chain, house)
    (slot, *_) = await chain.slots(house, "consult", **{"from": "2027-03-03"})
    hold = made(await chain.hold(patient, house, "consult", slot))
    during = await slots(chain, house)
    assert during != before
    with chain.booking.clock.stopped():
        chain.booking.clock.set(moment(hold["expires_at"]) - timedelta(seconds=1))
        assert await slots(chain, house) == during
        chain.booking.clock.set(moment(hold["expires_at"]))
        assert await slots(chain, house) == before


async def test_what_another_server_wrote_says_nothing_and_neither_does_what_is_known_of_it(chain: Chain) -> None:
    house = await busy_house(chain)
    before = await slots(chain, house)
    async with chain.booking.work() as work:
        restored = "INSERT INTO calendar_changes VALUES (:nurse, 1000000000000)"
        await change_by(work, house, restored)
        known = diary.diary_of(work)
        changes = await changes_since(work, next(iter(known.weeks.values())).as_of, NOBODY)
        assert changes.by == {}
        kept = dict(known.weeks)
        known.forget_others(changes)
        assert dict(known.weeks) == kept
        changes.database = "another"
        known.forget_others(changes)
        assert (dict(known.weeks), dict(known.equipment)) == ({}, {})
    assert await slots(chain, house) == before


async def test_no_more_than_so_many_weeks_are_kept(chain: Chain, monkeypatch: pytest.MonkeyPatch) -> None:
    house = await busy_house(chain)
    forget()
    monkeypatch.setattr(diary, "MOST_WEEKS", 1)
    before = await slots(chain, house)
    async with chain.booking.work() as work:
        assert len(diary.diary_of(work).weeks) == 1
    assert await slots(chain, house) == before


NOBODY = ForWhom(None, moment("2027-03-03T00:00:00Z"), moment("2027-03-04T00:00:00Z"), timedelta(0), None)


async def busy_house(chain: Chain) -> House:
    """Two nurses and two rooms, one nurse booked for two hours of Wednesday, one room in repair on Tuesday."""
    house = await chain.open(rooms=2, nurses=("2.0", "2.0"))
    async with chain.booking.work() as work:
        await change_by(
            work,
            house,
            """
            INSERT INTO occupations (appointment_id, resource_kind, resource_id, during)
            VALUES (gen_random_uuid(), 'practitioner', :nurse, '[2027-03-03 10:00Z, 2027-03-03 12:00Z)')""",
        )
        await change_by(
            work,
            house,
            """
            INSERT INTO unavailabilities (id, clinic_id, resource_kind, resource_id, cause, starts_at, ends_at,
                entered_by, version)
            SELECT gen_random_uuid(), clinic_id, 'room', id, 'repair', '2027-03-02 08:00Z', '2027-03-02 16:00Z',
                'test', 1 FROM rooms WHERE id = :room""",
        )
    return house


async def change_by(work: Work, house: House, statement: str) -> None:
    of: Mapping[str, Any] = {"nurse": house.nurses[0], "other": house.nurses[-1], "room": house.rooms[0]}
    await work.execute(text(statement), {name: value for name, value in of.items() if f":{name}" in statement})


async def slots(chain: Chain, house: House) -> list[Slot]:
    async with chain.booking.work() as work:
        return await slots_in(work, house)


async def slots_in(work: Work, house: House) -> list[Slot]:
    """All of a week, with the practitioner and the room that each names."""
    week = days_as_moments(date(2027, 3, 2), date(2027, 3, 8), house.zone)
    place = await place_of(work, UUID(house.clinic_id))
    return await free_slots(work, place, consult_needs(30), Wish(*week, limit=500))


def forget() -> None:
    diary._diaries.clear()
    equipment._here.cache_clear()


async def there(chain: Chain, house: House) -> Here:
    return (await at(chain, house))[UUID(house.clinic_id)]


async def at(chain: Chain, *houses: House) -> dict[UUID, Here]:
    async with chain.booking.work() as work:
        clinics = tuple(UUID(house.clinic_id) for house in houses)
        asked, known = Asked.of(clinics, TREATS, None), diary.diary_of(work)
        changes = await changes_since(work, known.earliest([], asked), NOBODY)
        known.forget_others(changes)
        return dict(await equipment_at(work, changes, known.equipment, asked))


def contents(here: Here) -> list[object]:
    of = here.equipment
    return [*of.staff, *of.rooms, *of.devices, here.listed]
