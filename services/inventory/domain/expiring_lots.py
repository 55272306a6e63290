"""What lies free and expires soon, and which clinic could use it until then. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from chassis.local_time import start_of_day
from chassis.refusals import Phrase


def noticed_from(expires_on: date, zone: str, days: int) -> datetime:
    """UTC. From when on a lot is listed that can be used until ``expires_on`` (local), so many days before."""
    return start_of_day(expires_on - timedelta(days=days), ZoneInfo(zone))


@dataclass(frozen=True, slots=True)
class Demand:
    """What another clinic is going to use until the lot expires."""

    clinic_id: UUID
    clinic: str | None
    needed: int
    """Of its booked sessions from tomorrow until the lot's last day."""
    sooner: int
    """On its shelf, of lots that expire on that day or before: these are used first."""


@dataclass(frozen=True, slots=True)
class Saving:
    """A transfer that saves cartridges from expiring. Counts are single cartridges."""

    clinic_id: UUID
    clinic: str | None
    needed: int
    sooner: int
    saved: int
    """What it can use in time: ``needed`` less ``sooner``, at most what lies free."""
    price_minor: int | None
    """Of what is saved, in the smallest unit of the currency; None: no price is known."""
    arithmetic: Phrase
    """In words, for a person."""


def savings(free: int, expires_on: date, price_minor: int | None, others: Iterable[Demand]) -> list[Saving]:
    """The transfers of what lies free that save any, who saves most first; ``price_minor`` is of one unit."""
    found = []
    for each in others:
        saved = min(free, max(each.needed - each.sooner, 0))
        if saved:
            worth = None if price_minor is None else saved * price_minor
            said = Phrase(
                "Sessions until {expires_on} need {needed}, and {sooner} that expire as soon are there already: {saved}"
                " of {free} would be used.",
                {
                    "expires_on": expires_on,
                    "needed": each.needed,
                    "sooner": each.sooner,
                    "saved": saved,
                    "free": free,
                },
            )
            found.append(Saving(each.clinic_id, each.clinic, each.needed, each.sooner, saved, worth, said))
    return sorted(found, key=lambda saving: (-saving.saved, saving.clinic_id))
