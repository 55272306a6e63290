"""A lot's dates were corrected: what was said to be wrong with its uses is said again, or is over."""

from chassis.data.rows import Row
from chassis.work import Work
from services.inventory.commands.incidents import CORRECTED, SETTLED, close_by_fact, report_incident
from services.inventory.commands.opened_cartridges import why_used_late
from services.inventory.domain import incidents as why
from services.inventory.domain.expiries import day_ends_at
from services.inventory.domain.lot_corrections import LotDates
from services.inventory.store.clinics import Clinic
from services.inventory.store.lot_corrections import uses_to_compare
from services.inventory.store.opened_cartridges import change_opened, lot_in_books
from services.inventory.tables import uses


async def compare_uses(
    work: Work, clinic: Clinic, gtin: str, lot: str, was: LotDates, now: LotDates
) -> tuple[int, int]:
    """Close incidents of uses that only the wrong date made, and report those that the true one makes.

    What a person settled is asked again only when it says something new. Answers how many were opened and closed.
    Only for a clinic whose zone is known, under its lock.
    """
    opened = closed = 0
    until = day_ends_at(now.expires_on, clinic.known_zone)
    for use in await uses_to_compare(work, clinic.id, gtin, lot, now, until):
        reports, ends = await _compare(work, clinic, use, lot, was, now)
        opened, closed = opened + reports, closed + ends
    return opened, closed


async def _compare(work: Work, clinic: Clinic, use: Row, lot: str, was: LotDates, now: LotDates) -> tuple[bool, bool]:
    is_open = use.incident_id is not None and use.closed_at is None
    over, holds = _wrong(clinic, use, lot, was), _wrong(clinic, use, lot, now)
    if use.closed_because == SETTLED:
        holds = [each for each in holds if each and each not in use.reason]
    reason = why.said_again(use.reason if is_open else "", over, holds)
    if reason is None and use.entry_id is None and is_open:
        reason = why.none_left(lot_in_books(use))
    if reason == (use.reason if is_open else None):
        return False, False
    if is_open:
        await close_by_fact(work, use.incident_id, CORRECTED)
    if reason is not None:
        incident_id = await report_incident(work, use, reason)
        await change_opened(work, uses, use.id, incident_id=incident_id)
    return reason is not None, is_open


def _wrong(clinic: Clinic, use: Row, lot: str, dates: LotDates) -> list[str | None]:
    """What these dates of a lot make wrong: it was late as the lot that the books have, its label is what it says."""
    late = why_used_late(clinic, lot, dates.expires_on, use.used_at) if lot_in_books(use) == lot else None
    label = why.label_differs(lot, use.label_expires_on, dates.expires_on) if use.lot == lot else None
    return [late, label]
