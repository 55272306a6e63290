"""Products with their packages."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from chassis.work import Work
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
