"""Reorder proposals."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Self
from uuid import UUID

from pydantic import Field

from chassis.http import Form, View
from chassis.http.languages import Reader
from services.inventory.domain.reorder_proposals import (
    COVER_DAYS,
    USED_DAYS,
    sentence_of,
)
from services.inventory.forms.fields import Gtin
from services.inventory.forms.purchase_orders import OrderView
from services.inventory.store.reorder_proposals import Proposal

CoverDays = Annotated[int, Field(ge=1, le=180)]


class ReorderProposalView(View):
    """How much of a product should be ordered, and the arithmetic. Counts are single units."""

    gtin: str
    product: str
    verdict: str
    """`order`. Or why nothing is proposed: `covered`, `clinic_closes` (an order would arrive when it is closed for
    good), `retired`, `supplier_ended` or `supplier_unknown`."""
    sentence: str
    """The arithmetic in one sentence."""
    supplier_id: UUID | None
    supplier: str | None
    lead_days: int
    """Calendar days from an order to its arrival."""
    lead_days_known: bool
    """false: the supplier's lead time is not known, and 14 days are taken."""
    used: int
    """Within `used_days`, without what was taken back."""
    used_days: int
    used_per_day: Decimal
    """Rounded to hundredths, for reading."""
    free: int
    """On the shelf, held for nobody, and usable on the day when an order of today arrives."""
    on_order: int
    """In orders and drafts of the clinic, and not received."""
    under_way: int
    """Sent by other clinics, and not received."""
    position: int
    """`free` + `on_order` + `under_way`."""
    held_until_arrival: int
    """Held for sessions within `lead_days`."""
    held: int
    """Held for sessions within `lead_days` + `cover_days`."""
    lacking: int
    """What sessions within `lead_days` + `cover_days` need and have nothing held of."""
    expected_until_arrival: int
    """`used` × `lead_days` / `used_days`, rounded up."""
    expected: int
    """`used` × (`lead_days` + `cover_days`) / `used_days`, rounded up."""
    clinic_point: int | None
    """The clinic's own reorder point; null: it has set none."""
    clinic_quantity: int | None
    """How many the clinic orders then."""
    point: int
    """The greatest of `expected_until_arrival` - `held_until_arrival`, `lacking` and `clinic_point`: with a position of
    this or less it is time to order."""
    target: int
    """The greatest of `expected` - `held`, `lacking`, `clinic_point` + `clinic_quantity`, and `point`."""
    wanted: int
    """`target` - `position`; 0 while the position is above the point."""
    package_gtin: str
    """What is ordered: the product's smallest package, or a single unit where it has none."""
    level: str | None
    """A word such as ``box``; null: single units."""
    units_each: int
    packages: int
    """`wanted` / `units_each`, rounded up; 0 when nothing is proposed."""
    quantity: int
    """`packages` × `units_each`."""
    price_minor: int | None
    """Of the quantity, in the smallest unit of the currency; null: no price is known."""
    currency: str | None

    @classmethod
    def of(cls, proposal: Proposal, reader: Reader) -> Self:
        """A proposal with its arithmetic, in the language of ``reader``."""
        product, outlook, sums, package = proposal.product, proposal.outlook, proposal.sums, proposal.package
        quantity = proposal.packages * package["units"]
        said = sentence_of(outlook, sums, proposal.verdict, proposal.packages, package["units"])
        return cls(
            gtin=product.gtin,
            product=product.name,
            verdict=proposal.verdict.value,
            sentence=reader.said(said),
            supplier_id=product.supplier_id,
            supplier=product.supplier_name,
            lead_days=outlook.lead_days,
            lead_days_known=product.lead_time_days is not None,
            used=outlook.used,
            used_days=USED_DAYS,
            used_per_day=round(Decimal(outlook.used) / USED_DAYS, 2),
            free=outlook.free,
            on_order=outlook.on_order,
            under_way=outlook.under_way,
            held_until_arrival=outlook.held_until_arrival,
            held=outlook.held,
            lacking=outlook.lacking,
            clinic_point=outlook.level.point if outlook.level else None,
            clinic_quantity=outlook.level.quantity if outlook.level else None,
            **{name: getattr(sums, name) for name in sums.__dataclass_fields__},
            package_gtin=package["gtin"],
            level=package["level"],
            units_each=package["units"],
            packages=proposal.packages,
            quantity=quantity,
            price_minor=None if product.price_minor is None else product.price_minor * quantity,
            currency=product.currency,
        )


class ClinicProposalsView(View):
    """What a clinic should order."""

    clinic_id: UUID
    clinic: str | None
    """Its name."""
    today: date
    """The clinic's local day, from which the days are counted."""
    cover_days: int
    """How many days after its arrival an order should last."""
    proposals: list[ReorderProposalView]
    """By product. Empty: nothing is to be ordered."""


class AcceptedLineForm(Form):
    """A proposal that is accepted, as it was read."""

    gtin: Gtin
    """Of the product."""
    packages: Annotated[int, Field(ge=1, le=100_000)]
    """As proposed. For another number use POST /v1/purchase-orders."""


class ProposalAcceptanceForm(Form):
    """Which proposals of a clinic become orders."""

    clinic_id: UUID
    cover_days: CoverDays = COVER_DAYS
    """With which they were read."""
    lines: Annotated[list[AcceptedLineForm], Field(min_length=1, max_length=200)]


class ProposalAcceptanceView(View):
    """What became of accepted proposals."""

    orders: list[OrderView]
    """The clinic's drafts, one for each supplier, as they are now. Each is sent by POST
    /v1/purchase-orders/{order_id}/send."""
