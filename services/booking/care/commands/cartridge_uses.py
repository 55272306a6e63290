"""What is published of the cartridges of a session: which were opened, and which were not after all."""

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import delete

from chassis.data.rows import Row
from chassis.work import Work
from contracts.booking.cartridges import (
    CartridgeDiscarded,
    CartridgeDiscardWithdrawn,
    CartridgeUsed,
    CartridgeUseWithdrawn,
)
from services.booking.calendar.store.appointments import published_patient
from services.booking.care.domain.cartridges import Cartridge, Discarded, Opened
from services.booking.care.domain.words import DiscardCause
from services.booking.care.tables import session_cartridges

T = TypeVar("T", Cartridge, Discarded)


@dataclass(frozen=True)
class Opening:
    """Where and when cartridges were opened (UTC)."""

    appointment: Row
    session_id: UUID
    at: datetime


async def free_cartridges(work: Work, session_id: UUID) -> None:
    """The session holds no cartridge any longer: what it opened is said again, or was not opened."""
    await work.execute(delete(session_cartridges).where(session_cartridges.c.session_id == session_id))


def opened_of(kept: Sequence[Row], why_another_number: str | None) -> Opened:
    """What a session opened, as it is stored."""
    used, discarded = [], []
    for each in kept:
        cartridge = Cartridge(each.gtin, each.lot, each.expires_on, each.serial)
        if each.discarded_because is None:
            used.append(cartridge)
        else:
            discarded.append(Discarded(cartridge, DiscardCause(each.discarded_because)))
    return Opened(used, discarded, why_another_number)


def publish_opened(work: Work, opening: Opening, new: Opened) -> None:
    """One event for each cartridge that was used, then for each that was thrown away."""
    work.publish(*(CartridgeUsed.model_validate(_used(opening, one)) for one in new.used))
    work.publish(*(CartridgeDiscarded.model_validate(_thrown_away(opening, each)) for each in new.discarded))


def publish_withdrawn(work: Work, opening: Opening, gone: Opened, because: str) -> None:
    """One event for each cartridge that was not used, or not thrown away."""
    corrected = {"because": because, "withdrawn_at": work.now}
    work.publish(*(CartridgeUseWithdrawn.model_validate(_used(opening, one) | corrected) for one in gone.used))
    for each in gone.discarded:
        work.publish(CartridgeDiscardWithdrawn.model_validate(_thrown_away(opening, each) | corrected))


def publish_difference(work: Work, opening: Opening, before: Opened, at: datetime, after: Opened) -> None:
    """One event for each cartridge that was not opened, and for each that was, ``at`` that moment (UTC).

    Of another moment, all of them are said again: whether a lot was recalled by then depends on it.
    """
    gone, new = before, after
    if at == opening.at:
        gone = Opened(_less(before.used, after.used), _less(before.discarded, after.discarded))
        new = Opened(_less(after.used, before.used), _less(after.discarded, before.discarded))
    publish_withdrawn(work, opening, gone, "amended")
    publish_opened(work, replace(opening, at=at), new)


def _less(these: Sequence[T], those: Sequence[T]) -> list[T]:
    """Those of ``these`` that are not among ``those``; two of a lot without serials are the same to everybody.

    What was used is another when its label says another expiry; of what was thrown away nobody asks for that.
    """
    left = Counter(map(_unit, those))
    found = []
    for each in these:
        if left[_unit(each)] > 0:
            left[_unit(each)] -= 1
        else:
            found.append(each)
    return found


def _unit(each: Cartridge | Discarded) -> Hashable:
    if isinstance(each, Discarded):
        return (each.cartridge.gtin, each.cartridge.lot, each.cartridge.serial, each.cause)
    return (each.gtin, each.lot, each.serial, each.expires_on)


def _opened(opening: Opening, one: Cartridge) -> dict[str, Any]:
    return {
        "lot_key": one.lot_key,
        "gtin": one.gtin,
        "lot": one.lot,
        "serial": one.serial,
        "clinic_id": opening.appointment.clinic_id,
        "session_id": opening.session_id,
        "appointment_id": opening.appointment.id,
    }


def _used(opening: Opening, one: Cartridge) -> dict[str, Any]:
    whom = {"patient_id": published_patient(opening.appointment)}
    return _opened(opening, one) | whom | {"used_at": opening.at, "expires_on": one.expires_on}


def _thrown_away(opening: Opening, each: Discarded) -> dict[str, Any]:
    """Without the patient, whom it never touched."""
    return _opened(opening, each.cartridge) | {"cause": each.cause.value, "discarded_at": opening.at}
