"""Products."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from pydantic import Field

from chassis.http import Form, OneLine, View
from services.inventory.domain.products import ProductKind
from services.inventory.forms.fields import Currency, Gtin, Words

Millimetres = Annotated[Decimal, Field(ge=0, le=99, max_digits=4, decimal_places=2)]


class PackageForm(Form):
    """A package of several units, with a GTIN of its own."""

    gtin: Gtin
    level: Annotated[str, OneLine, Field(min_length=1, max_length=40)]
    """A word such as ``box`` or ``case``."""
    units: Annotated[int, Field(ge=2, le=10_000)]
    """Single units inside, also of a case of boxes."""


class ProductDetailsForm(Form):
    """What is known of a product and may change."""

    name: Annotated[str, OneLine, Field(min_length=1, max_length=200)]
    fits: list[str]
    """Device models' codes, e.g. ``skinpen``."""
    kind: ProductKind = ProductKind.CARTRIDGE
    packages: Annotated[list[PackageForm], Field(max_length=20, default_factory=list)]
    """Receiving a package puts the units inside on the shelf."""
    needles: Annotated[int | None, Field(ge=1, le=1000)] = None
    shortest_mm: Millimetres | None = None
    """The least needle length, millimetres."""
    longest_mm: Millimetres | None = None
    """The greatest needle length, millimetres."""
    shelf_life_days: Annotated[int | None, Field(ge=1, le=36_500)] = None
    """From manufacture to the last day of use, as the manufacturer says."""
    least_days_left: Annotated[int | None, Field(ge=1, le=36_500)] = None
    """Days of use that a delivery should have left; one with fewer is asked about. Null: the chain's policy."""
    storage: Annotated[str, Field(max_length=500)] = ""
    """How it is stored, as the manufacturer says."""
    use_within_hours: Annotated[int | None, Field(ge=1, le=100_000)] = None
    """After it was opened, as the manufacturer says."""
    substitutes: Annotated[list[Gtin], Field(max_length=20, default_factory=list)]
    """GTINs of cartridges that are held for a session when none of this is left, the preferred first. Each fits the
    same device models, has as many needles, and reaches the same lengths."""
    supplier: Annotated[str, OneLine, Field(max_length=200)] = ""
    """By name. The supplier of that name is linked, if there is one."""
    supplier_id: UUID | None = None
    """Whom it is ordered from; its name becomes `supplier`."""
    price_minor: Annotated[int | None, Field(ge=0, le=100_000_000)] = None
    """Of one unit, in the smallest unit of the currency (cents)."""
    currency: Currency | None = None
    """ISO 4217, e.g. ``EUR``."""


class ProductForm(ProductDetailsForm):
    """What the chain buys: a cartridge, a serum or a numbing cream."""

    gtin: Gtin
    """Of a single unit."""


class RetirementForm(Form):
    """Why a product is not bought any longer, or bought again."""

    reason: Words


class PackageView(View):
    """A package of several units."""

    gtin: str
    level: str
    units: int


class ProductView(View):
    """What the chain buys: a cartridge, a serum or a numbing cream."""

    gtin: str
    name: str
    fits: list[str]
    kind: str
    packages: list[PackageView]
    needles: int | None
    shortest_mm: Decimal | None
    longest_mm: Decimal | None
    shelf_life_days: int | None
    least_days_left: int | None
    """Days of use that a delivery should have left; null: as the chain's policy says."""
    storage: str
    use_within_hours: int | None
    substitutes: list[str]
    """GTINs of what is held instead when none of this is left, the preferred first."""
    supplier: str
    supplier_id: UUID | None
    """Whom it is ordered from; null: it is not known, or only a name."""
    price_minor: int | None
    currency: str | None
    retired_at: datetime | None
    """UTC. Since when nothing of it is received; null: it is bought."""
    retired_because: str | None
    version: int
