"""Who and what there is at clinics is kept from search to search, and read anew whenever any of it has changed."""

from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy import text

from contracts.vocabulary import Modality
from services.booking.calendar.domain.needs import Treats
from services.booking.calendar.store.slots import equipment
from services.booking.calendar.store.slots.equipment import Here, equipment_at
from tests.integration.booking.chain import Chain, House

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


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
async def test_a_change_is_seen_by_the_next_search(chain: Chain, change: str) -> None:
    house, _ = await chain.open(rooms=2, nurses=("2.0", "2.0")), await chain.open()
    before = await there(chain, house)
    assert await there(chain, house) is before
    async with chain.booking.work() as work:
        await work.execute(text(change), {"nurse": house.nurses[0], "room": house.rooms[0], "pen": house.pens[0]})
    after = await there(chain, house)
    equipment._known.clear()
    equipment._here.cache_clear()
    assert contents(after) == contents(await there(chain, house)) != contents(before)


async def test_what_did_not_change_is_not_read_again(chain: Chain) -> None:
    house, far = await chain.open(), await chain.open()
    both = await at(chain, house, far)
    async with chain.booking.work() as work:
        await work.execute(text("UPDATE rooms SET name = 'Blue' WHERE id = :room"), {"room": far.rooms[0]})
    again = await at(chain, house, far)
    assert again[UUID(house.clinic_id)] is both[UUID(house.clinic_id)], "what follows from it stays remembered"
    assert again[UUID(far.clinic_id)].equipment.rooms[0].name == "Blue"


async def there(chain: Chain, house: House) -> Here:
    return (await at(chain, house))[UUID(house.clinic_id)]


async def at(chain: Chain, *houses: House) -> dict[UUID, Here]:
    async with chain.booking.work() as work:
        clinics = tuple(UUID(house.clinic_id) for house in houses)
        return dict(await equipment_at(work, clinics, TREATS, None))


def contents(here: Here) -> list[object]:
    of = here.equipment
    return [*of.staff, *of.rooms, *of.devices, here.listed]
