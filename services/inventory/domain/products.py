"""What the chain buys, and how it is packed."""

from collections.abc import Iterable
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
