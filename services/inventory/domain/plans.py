"""Which sessions get cartridges of a product when a clinic has not enough for all: the nearest first."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from services.inventory.domain.expiries import usable_on
from services.inventory.domain.fefo import Offered, pick, pick_soonest
from services.inventory.domain.reservations import Reservation

Held = dict[str, int]
"""Cartridges by lot."""


@dataclass(slots=True)
class _Left:
    """What is left of a lot after the sessions that were served before."""

    lot: str
    expires_on: date
    recalled: bool
    free: int


Choice = Callable[[Reservation, Mapping[str, _Left]], Held]


def plan(sessions: Iterable[Reservation], lots: Iterable[Offered], held: Mapping[UUID, Held]) -> dict[UUID, Held]:
    """What each session that can be served gets, by appointment; the others get nothing.

    The nearest session is served first, and a far one only from what is left. ``lots`` offer everything that is on the
    shelf, and ``held`` is what each session has held of that so far. Taking strictly what expires first leaves the
    most for later sessions, so it decides who is served. Among the ways that serve just as many, sessions keep what
    they hold; if that does not, each gets one lot if it can; only then are sessions split over lots.
    """
    in_order = sorted(sessions, key=lambda each: each.order)
    offered = list(lots)
    thrifty = _serve(in_order, offered, _expires_first)
    for choice in (_keeping(held), _one_lot):
        found = _serve(in_order, offered, choice)
        if found.keys() == thrifty.keys():
            return found
    return thrifty


def _serve(in_order: Sequence[Reservation], offered: Sequence[Offered], choice: Choice) -> dict[UUID, Held]:
    left = {lot.lot: _Left(lot.lot, lot.expires_on, lot.recalled, lot.free) for lot in offered}
    served: dict[UUID, Held] = {}
    for session in in_order:
        chosen = choice(session, left)
        for lot, count in chosen.items():
            left[lot].free -= count
        if chosen:
            served[session.appointment_id] = chosen
    return served


def _expires_first(session: Reservation, left: Mapping[str, _Left]) -> Held:
    return pick_soonest(session.needed, session.day, left.values())


def _one_lot(session: Reservation, left: Mapping[str, _Left]) -> Held:
    return pick(session.needed, session.day, left.values())


def _keeping(held: Mapping[UUID, Held]) -> Choice:
    def keep(session: Reservation, left: Mapping[str, _Left]) -> Held:
        own = held.get(session.appointment_id, {})
        serves = sum(own.values()) == session.needed and all(
            lot in left
            and left[lot].free >= count
            and not left[lot].recalled
            and usable_on(left[lot].expires_on, session.day)
            for lot, count in own.items()
        )
        return dict(own) if serves else _one_lot(session, left)

    return keep
