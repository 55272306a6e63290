"""Whether the details of a session fit what was done. No figure is judged here: the clearance has the limits."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from chassis.refusals import Invalid, Refusal
from contracts.vocabulary import Modality
from services.booking.care.domain.words import ProductUse


class ZoneTooDeep(Invalid):
    """A zone was needled deeper than the deepest depth of the session, which is what limits are compared with."""


class NotRadiofrequency(Invalid):
    """Energy, power and pulses are of radiofrequency devices."""


class CreamTimes(Invalid):
    """The times of the anaesthetic cream are not in order, or not of this session."""


class InfusionUnreasoned(Invalid):
    """An infused product needs a reason."""


class ProductExpired(Refusal):
    """The product's last day is over."""


@dataclass(frozen=True)
class Product:
    """A product that was applied or infused."""

    name: str
    use: ProductUse
    expires_on: date | None
    reason: str | None


def require_depths(depths: Iterable[Decimal], deepest: Decimal) -> None:
    """Every limit is compared with the deepest depth, so no zone is deeper. Raises ZoneTooDeep."""
    if any(depth > deepest for depth in depths):
        raise ZoneTooDeep(
            "A zone is deeper than depth_mm, {deepest} mm: depth_mm is the deepest depth used. Correct one of them.",
            deepest=f"{deepest.normalize():f}",
        )


def require_radiofrequency(modality: Modality, *, energised: bool) -> None:
    """Raises NotRadiofrequency."""
    if energised and modality is not Modality.RF:
        raise NotRadiofrequency("This device has no radiofrequency: leave energy, power and pulses out.")


def require_cream_in_order(
    applied_at: datetime, removed_at: datetime | None, performed_at: datetime, *, used: bool, same_day: bool
) -> None:
    """The cream goes on that day, comes off after that, and both are over when the session is recorded.

    Times are UTC; ``same_day`` says whether it went on on the session's local day. Raises CreamTimes.
    """
    if not used:
        raise CreamTimes("The record says that no anaesthetic was used: correct that, or leave the cream out.")
    if not same_day:
        raise CreamTimes("The cream went on on another day than the session: correct its time.")
    if not applied_at <= (removed_at or applied_at) <= performed_at:
        raise CreamTimes(
            "The cream goes on first, comes off then, and both before the session ends: correct its times."
        )


def require_products(products: Iterable[Product], today: date) -> None:
    """``today`` is the clinic's local day. Raises ProductExpired, InfusionUnreasoned."""
    for product in products:
        if product.expires_on is not None and product.expires_on < today:
            raise ProductExpired(
                "{product} expired on {day}: use another.", product=product.name, day=product.expires_on
            )
        if product.use is ProductUse.INFUSED and product.reason is None:
            raise InfusionUnreasoned("Say why {product} was infused.", product=product.name)
