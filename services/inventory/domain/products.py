"""What the chain buys, and how it is packed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from chassis.refusals import Phrase


class ProductKind(StrEnum):
    """What a product is."""

    CARTRIDGE = "cartridge"
    SERUM = "serum"
    NUMBING_CREAM = "numbing_cream"


def problems_of_product(
    *,
    kind: ProductKind,
    needles: int | None,
    lengths_mm: tuple[Decimal | None, Decimal | None],
    price_minor: int | None,
    currency: str | None,
) -> list[Phrase]:
    """What contradicts itself in a product; empty when nothing does. ``lengths_mm``: the least, the greatest."""
    shortest, longest = lengths_mm
    found = []
    if (shortest is None) != (longest is None):
        found.append(Phrase("Send shortest_mm and longest_mm together; of needles of one length both are the same."))
    elif shortest is not None and longest is not None and shortest > longest:
        found.append(
            Phrase(
                "shortest_mm ({shortest}) is more than longest_mm ({longest}): exchange them.",
                {"shortest": shortest, "longest": longest},
            )
        )
    if kind is not ProductKind.CARTRIDGE and (needles is not None or shortest is not None):
        sentence = "A product of kind {kind} has no needles: leave needles, shortest_mm and longest_mm out."
        found.append(Phrase(sentence, {"kind": kind.value}))
    if problem := problem_of_price(price_minor, currency):
        found.append(problem)
    return found


def problem_of_price(price_minor: int | None, currency: str | None) -> Phrase | None:
    """A price has a currency; None when nothing is wrong."""
    if (price_minor is None) == (currency is None):
        return None
    return Phrase("Send price_minor and currency together.")


@dataclass(frozen=True, slots=True)
class Cartridges:
    """What decides whether one product serves instead of another. Lengths are millimetres."""

    gtin: str
    kind: str
    fits: Sequence[str]
    needles: int | None
    shortest_mm: Decimal | None
    longest_mm: Decimal | None


def problems_of_substitute(product: Cartridges, other: Cartridges) -> list[Phrase]:
    """Why ``other`` must not be used instead of ``product``; empty when it may.

    It must fit every device model, have as many needles, and reach every length. What is not declared does not fit.
    """
    gtin: dict[str, Any] = {"gtin": other.gtin}
    if other.gtin == product.gtin:
        return [Phrase("Product {gtin} cannot be a substitute of itself: name another.", gtin)]
    if {product.kind, other.kind} != {ProductKind.CARTRIDGE.value}:
        return [Phrase("Product {gtin} cannot be a substitute: both have to be cartridges.", gtin)]
    found = []
    if missing := sorted(set(product.fits) - set(other.fits)):
        sentence = "Product {gtin} cannot be a substitute: it does not fit {missing}."
        found.append(Phrase(sentence, gtin | {"missing": missing}))
    if product.needles is None or product.needles != other.needles:
        sentence = "Product {gtin} cannot be a substitute: it has {has} {has:needle|needles} and this {wanted}."
        found.append(Phrase(sentence, gtin | {"has": other.needles or "?", "wanted": product.needles or "?"}))
    if not _reaches(product, other):
        sentence = (
            "Product {gtin} cannot be a substitute: its needles are {has} and those of this {wanted}; declare both, and"
            " name one that reaches all of it."
        )
        found.append(Phrase(sentence, gtin | {"has": _range(other), "wanted": _range(product)}))
    return found


def _reaches(product: Cartridges, other: Cartridges) -> bool:
    if product.shortest_mm is None or product.longest_mm is None:
        return False
    if other.shortest_mm is None or other.longest_mm is None:
        return False
    return other.shortest_mm <= product.shortest_mm and product.longest_mm <= other.longest_mm


def _range(of: Cartridges) -> Phrase:
    if of.shortest_mm is None:
        return Phrase("of no declared length")
    return Phrase("{shortest} to {longest} mm", {"shortest": of.shortest_mm, "longest": of.longest_mm})


def problems_of_packages(product: str, gtins: Iterable[str]) -> list[Phrase]:
    """What is wrong with the GTINs of a product's packages, each of 14 digits; empty when nothing is."""
    seen: set[str] = set()
    found = []
    for gtin in gtins:
        if gtin == product:
            sentence = "{gtin} is the GTIN of a single unit: a package has a GTIN of its own."
            found.append(Phrase(sentence, {"gtin": gtin}))
        if gtin in seen:
            found.append(Phrase("Package {gtin} is there twice: leave one out.", {"gtin": gtin}))
        seen.add(gtin)
    return found
