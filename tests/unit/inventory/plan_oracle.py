"""Who is served, found slowly: each cartridge is matched with each session that could use it."""

from collections.abc import Iterable
from uuid import UUID

from services.inventory.domain.expiries import usable_on
from services.inventory.domain.reservations import Reservation
from services.inventory.domain.shelf_lots import ShelfLot


def served(sessions: Iterable[Reservation], lots: Iterable[ShelfLot]) -> set[UUID]:
    """The nearest session is served if that is possible at all, the next if it is possible beside it, and so on."""
    cartridges = [lot for lot in lots if not lot.recalled for _ in range(lot.balance.shelf)]
    chosen: list[Reservation] = []
    for session in sorted(sessions, key=lambda each: each.order):
        if _all_can_be_served([*chosen, session], cartridges):
            chosen.append(session)
    return {each.appointment_id for each in chosen}


def _all_can_be_served(sessions: list[Reservation], cartridges: list[ShelfLot]) -> bool:
    """A bipartite matching by augmenting paths: every needed cartridge gets one of its own."""
    needs = [session for session in sessions for _ in range(session.needed)]
    taken_by: dict[int, int] = {}

    def find(need: int, seen: set[int]) -> bool:
        for number, lot in enumerate(cartridges):
            if number in seen or not usable_on(lot.expires_on, needs[need].day):
                continue
            seen.add(number)
            if number not in taken_by or find(taken_by[number], seen):
                taken_by[number] = need
                return True
        return False

    return all(find(need, set()) for need in range(len(needs)))
