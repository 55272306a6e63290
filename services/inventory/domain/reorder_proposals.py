"""How much of a product a clinic should order now, and the arithmetic behind it. Pure.

All counts are single units. No source gives the days below: they are policies of the chain.
"""

from dataclasses import dataclass
from enum import StrEnum

from chassis.refusals import Phrase

USED_DAYS = 56
"""The days of which the rate of use is taken, up to now."""
DEFAULT_LEAD_DAYS = 14
"""Calendar days from order to arrival where the supplier's lead time is not known."""
COVER_DAYS = 28
"""How many days after its arrival an order should last, where the caller says nothing else."""


class Verdict(StrEnum):
    """What is proposed, or why nothing is."""

    ORDER = "order"
    COVERED = "covered"
    """Stock and orders suffice."""
    CLINIC_CLOSES = "clinic_closes"
    """It would be needed, and would arrive when the clinic is closed for good."""
    RETIRED = "retired"
    """It would be needed, and the product is not bought any longer."""
    SUPPLIER_ENDED = "supplier_ended"
    """It would be needed, and nothing is ordered from the supplier any longer."""
    SUPPLIER_UNKNOWN = "supplier_unknown"
    """It would be needed, and the product names no supplier of the list."""


@dataclass(frozen=True, slots=True)
class ClinicLevel:
    """What the clinic itself has set: at how many free units it orders, and how many then."""

    point: int
    quantity: int


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a clinic has of a product, what is to come, and what is going to be needed."""

    free: int
    """On the shelf, held for nobody, and usable when an order of today arrives."""
    on_order: int
    """In its orders and drafts, and not received."""
    under_way: int
    """Sent by other clinics, and not received."""
    used: int
    """Within `USED_DAYS`."""
    lead_days: int
    cover_days: int
    held_until_arrival: int
    """Held for sessions that come before an order of today does."""
    held: int
    """Held for sessions until the order is used up; `held_until_arrival` is part of it."""
    lacking: int
    """What sessions until then have nothing held of."""
    level: ClinicLevel | None = None


@dataclass(frozen=True, slots=True)
class Sums:
    """What follows from an outlook."""

    position: int
    """What is there for sessions that hold nothing: free, on order and under way."""
    expected_until_arrival: int
    """At the rate of use."""
    expected: int
    """The same until the order is used up."""
    point: int
    """At this position or below it is time to order."""
    target: int
    """Up to where."""
    wanted: int
    """What lacks up to the target; 0 while the position is above the point."""


def expected_use(used: int, days: int) -> int:
    """Units that are used within so many days at the rate of the past `USED_DAYS`, rounded up."""
    return -(-used * days // USED_DAYS)


def sums_of(outlook: Outlook) -> Sums:
    """Point, target and what is wanted.

    Sessions that hold their units are looked after, and are part of the expected use: the rest of it, or what booked
    sessions lack when that is more, has to come from the position. The clinic's own level is the least of both.
    """
    until_arrival = expected_use(outlook.used, outlook.lead_days)
    until_end = expected_use(outlook.used, outlook.lead_days + outlook.cover_days)
    point = max(until_arrival - outlook.held_until_arrival, outlook.lacking)
    target = max(until_end - outlook.held, outlook.lacking)
    if outlook.level is not None:
        point = max(point, outlook.level.point)
        target = max(target, outlook.level.point + outlook.level.quantity)
    target = max(target, point)
    position = outlook.free + outlook.on_order + outlook.under_way
    wanted = target - position if position <= point else 0
    return Sums(position, until_arrival, until_end, point, target, wanted)


def packages_for(wanted: int, units_each: int) -> int:
    """How many packages hold at least so many units."""
    return -(-wanted // units_each)


def verdict_on(
    wanted: int, *, retired: bool, supplier_known: bool, supplier_ended: bool, closes: bool = False
) -> Verdict:
    """Whether it is ordered; what is covered is not looked at further."""
    if wanted == 0:
        return Verdict.COVERED
    if closes:
        return Verdict.CLINIC_CLOSES
    if retired:
        return Verdict.RETIRED
    if not supplier_known:
        return Verdict.SUPPLIER_UNKNOWN
    return Verdict.SUPPLIER_ENDED if supplier_ended else Verdict.ORDER


def sentence_of(outlook: Outlook, sums: Sums, verdict: Verdict, packages: int, units_each: int) -> Phrase:
    """The arithmetic in one sentence, for a person."""
    values = {
        "have": Phrase(
            "{free} free, {on_order} on order and {under_way} under way make {position}",
            {
                "free": outlook.free,
                "on_order": outlook.on_order,
                "under_way": outlook.under_way,
                "position": sums.position,
            },
        ),
        "point": sums.point,
        "target": sums.target,
        "wanted": sums.wanted,
        "days": outlook.lead_days + outlook.cover_days,
        "units_each": units_each,
        "packages": packages,
    }
    if sums.target == 0:
        return Phrase("{have}, and nothing is expected to be needed.", values)
    if verdict is not Verdict.COVERED:
        return Phrase(_LACKING[verdict], values)
    if sums.position > sums.point:
        return Phrase("{have}, more than the {point} at which it is time to order.", values)
    return Phrase("{have}, all of the {point} at which it is time to order.", values)


_LACKING = {
    Verdict.ORDER: (
        "{have}, and {target} {target:is|are} wanted for {days} {days:day|days}: {wanted} "
        "{wanted:is|are} lacking, in packages of"
        " {units_each}: {packages}."
    ),
    Verdict.CLINIC_CLOSES: (
        "{have}, and {target} {target:is|are} wanted for {days} {days:day|days}: {wanted} "
        "{wanted:is|are} lacking, but an order would arrive when the clinic is closed for good."
    ),
    Verdict.RETIRED: (
        "{have}, and {target} {target:is|are} wanted for {days} {days:day|days}: {wanted} "
        "{wanted:is|are} lacking, but the product is retired: book"
        " sessions with another, or have it reinstated."
    ),
    Verdict.SUPPLIER_ENDED: (
        "{have}, and {target} {target:is|are} wanted for {days} {days:day|days}: {wanted} "
        "{wanted:is|are} lacking, but nothing is ordered from its"
        " supplier any longer: give the product another supplier."
    ),
    Verdict.SUPPLIER_UNKNOWN: (
        "{have}, and {target} {target:is|are} wanted for {days} {days:day|days}: {wanted} "
        "{wanted:is|are} lacking, but the product names no supplier of"
        " the list: give it one."
    ),
}
