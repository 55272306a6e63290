"""Numbers that lie somewhere else by the books: one that a session had opened follows it from the shelf."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select

from chassis.work import Work
from services.inventory.domain.places import Place
from services.inventory.store.pairs import among
from services.inventory.store.serials import place_serials
from services.inventory.tables import serials

FOLLOW_NUMBER = "follow_number"
"""The timer by which what a session opened follows its number, perhaps from another clinic's shelf."""


async def put_in_place(work: Work, numbers: Collection[tuple[str, str, str]], clinic_id: UUID, place: Place) -> None:
    """These cartridges, by (gtin, lot, serial), are in a place of a clinic's books now.

    One that is back on the shelf although a session opened it was not what the books had thought: lost, on its way,
    held. What the session did with it is entered at once, by a timer, under the locks of the clinics that it concerns.
    """
    await place_serials(work, numbers, clinic_id, place)
    if place is not Place.ON_HAND or not numbers:
        return
    named = among(serials.c.gtin, serials.c.serial, {(gtin, serial) for gtin, _, serial in numbers})
    opened = serials.c.used_in.is_not(None) | serials.c.discarded_in.is_not(None)
    statement = select(serials.c.gtin, serials.c.serial).where(named, opened)
    for gtin, serial in sorted((row.gtin, row.serial) for row in await work.execute(statement)):
        await work.set_timer(FOLLOW_NUMBER, f"{gtin}/{serial}", work.now, {"gtin": gtin, "serial": serial})
