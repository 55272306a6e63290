"""Products with their packages."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, any_, func, or_, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from chassis.data.rows import Row
from chassis.work import Work
from services.inventory.domain.products import Cartridges, problems_of_substitute
from services.inventory.tables import packages, products


@dataclass(frozen=True, slots=True)
class Packed:
    """How many units of which product a package holds."""

    product: str
    units: int


def products_with_packages() -> Select[Any]:
    """Every column of products, and ``packages`` as a list: the smallest first."""
    of = packages.c
    each = func.jsonb_build_object("gtin", of.gtin, "level", of.level, "units", of.units)
    listed = func.coalesce(func.jsonb_agg(aggregate_order_by(each, of.units, of.gtin)), func.jsonb_build_array())
    inside = select(listed).where(of.product_gtin == products.c.gtin).scalar_subquery()
    return select(products, inside.label("packages"))


async def packed_in(work: Work, gtins: Iterable[str]) -> dict[str, Packed]:
    """The packages among ``gtins``, by their GTIN."""
    statement = select(packages).where(packages.c.gtin.in_(sorted(set(gtins))))
    return {row.gtin: Packed(row.product_gtin, row.units) for row in await work.execute(statement)}


def cartridges_of(row: Row) -> Cartridges:
    """What decides whether a product serves instead of another, from its row."""
    return Cartridges(row.gtin, row.kind, row.fits, row.needles, row.shortest_mm, row.longest_mm)


async def fitting_substitutes(work: Work, gtin: str) -> list[str]:
    """What may be used instead of a product, the preferred first: named in the catalogue, and fitting as it is now."""
    this_one = products.alias()
    statement = (
        select(products)
        .join(this_one, or_(products.c.gtin == this_one.c.gtin, products.c.gtin == any_(this_one.c.substitutes)))
        .where(this_one.c.gtin == gtin)
    )
    rows = {row.gtin: row for row in await work.execute(statement)}
    if gtin not in rows:
        return []
    this = cartridges_of(rows[gtin])
    others = [rows[each] for each in rows[gtin].substitutes if each in rows]
    return [other.gtin for other in others if not problems_of_substitute(this, cartridges_of(other))]


async def names_of(work: Work, gtins: Iterable[str]) -> dict[str, str]:
    """The names of products, by GTIN; those that are not known are left out."""
    statement = select(products.c.gtin, products.c.name).where(products.c.gtin.in_(sorted(set(gtins))))
    return {row.gtin: row.name for row in await work.execute(statement)}
