"""What follows every movement of a product's stock at a clinic."""

from chassis.work import Work
from contracts.inventory.stock import CartridgesFellShort, CartridgesFound
from services.inventory.commands.levels import notice_level
from services.inventory.domain.reservations import ReservationStatus
from services.inventory.store.stock import Shelf, keep_shelf, load_holders


async def settle(work: Work, shelf: Shelf) -> None:
    """Fill short reservations from what has become free, keep everything, and publish who and what is short.

    Where that leaves a session short, a later one gives way to it, if that helps.
    """
    shelf.stock.fill_short()
    if shelf.stock.is_short:
        await load_holders(work, shelf)
        shelf.stock.plan_again()
    await keep_shelf(work, shelf)
    _notice_short(work, shelf)
    await notice_level(work, shelf.clinic, shelf.gtin, shelf.stock.available)


def _notice_short(work: Work, shelf: Shelf) -> None:
    """Publish the reservations that fell short, and those that are short no longer."""
    for each in shelf.stock.reservations.values():
        before = shelf.reservations_before.get(each.appointment_id)
        was_short = before is not None and before.status is ReservationStatus.SHORT
        is_short = each.status is ReservationStatus.SHORT
        about = {
            "clinic_id": shelf.clinic.id,
            "appointment_id": each.appointment_id,
            "gtin": shelf.gtin,
            "session_at": each.session_at,
        }
        if is_short and not was_short:
            work.publish(CartridgesFellShort.model_validate(about | {"quantity": each.needed, "noticed_at": work.now}))
        elif was_short and each.status is ReservationStatus.RESERVED:
            work.publish(CartridgesFound.model_validate(about | {"found_at": work.now}))
