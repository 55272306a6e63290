"""What the chain buys, and how it is packed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


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
) -> list[str]:
    """What contradicts itself in a product; empty when nothing does. ``lengths_mm``: the least, the greatest."""
    shortest, longest = lengths_mm
    found = []
    if (shortest is None) != (longest is None):
        found.append("Send shortest_mm and longest_mm together; of needles of one length both are the same.")
    elif shortest is not None and longest is not None and shortest > longest:
        found.append(f"shortest_mm ({shortest}) is more than longest_mm ({longest}): exchange them.")
    if kind is not ProductKind.CARTRIDGE and (needles is not None or shortest is not None):
        found.append(f"A product of kind {kind} has no needles: leave needles, shortest_mm and longest_mm out.")
    if (price_minor is None) != (currency is None):
        found.append("Send price_minor and currency together.")
    return found


@dataclass(frozen=True, slots=True)
class Cartridges:
    """What decides whether one product serves instead of another. Lengths are millimetres."""

    gtin: str
    kind: str
    fits: Sequence[str]
    needles: int | None
    shortest_mm: Decimal | None
    longest_mm: Decimal | None


def problems_of_substitute(product: Cartridges, other: Cartridges) -> list[str]:
    """Why ``other`` must not be used instead of ``product``; empty when it may.

    It must fit every device model, have as many needles, and reach every length. What is not declared does not fit.
    """
    name = f"Product {other.gtin} cannot be a substitute"
    if other.gtin == product.gtin:
        return [f"{name} of itself: name another."]
    if {product.kind, other.kind} != {ProductKind.CARTRIDGE.value}:
        return [f"{name}: both have to be cartridges."]
    found = []
    if missing := sorted(set(product.fits) - set(other.fits)):
        found.append(f"{name}: it does not fit {', '.join(missing)}.")
    if product.needles is None or product.needles != other.needles:
        found.append(f"{name}: it has {other.needles or '?'} needles and this {product.needles or '?'}.")
    if not _reaches(product, other):
        found.append(
            f"{name}: its needles are {_range(other)} and those of this {_range(product)}; declare both, and name one"
            " that reaches all of it."
        )
    return found


def _reaches(product: Cartridges, other: Cartridges) -> bool:
    if product.shortest_mm is None or product.longest_mm is None:
        return False
    if other.shortest_mm is None or other.longest_mm is None:
        return False
    return other.shortest_mm <= product.shortest_mm and product.longest_mm <= other.longest_mm


def _range(of: Cartridges) -> str:
    return "of no declared length" if of.shortest_mm is None else f"{of.shortest_mm} to {of.longest_mm} mm"


def problems_of_packages(product: str, gtins: Iterable[str]) -> list[str]:
    """What is wrong with the GTINs of a product's packages, each of 14 digits; empty when nothing is."""
    seen: set[str] = set()
    found = []
    for gtin in gtins:
        if gtin == product:
            found.append(f"{gtin} is the GTIN of a single unit: a package has a GTIN of its own.")
        if gtin in seen:
            found.append(f"Package {gtin} is there twice: leave one out.")
        seen.add(gtin)
    return found
