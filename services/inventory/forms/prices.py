"""What a unit of a product cost, and when."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from chassis.http import Form, UtcMoment, View
from services.inventory.forms.fields import Currency, Words


class PriceCorrectionForm(Form):
    """A price that was stated wrongly."""

    from_at: UtcMoment
    """The moment from which it was said to hold, as the list of prices has it."""
    price_minor: Annotated[int | None, Field(ge=0, le=100_000_000)]
    """The true price of one unit, in the smallest unit of the currency (cents); null: it is not known."""
    currency: Currency | None
    """ISO 4217, e.g. ``EUR``."""
    reason: Words


class PriceView(View):
    """What a unit cost from a moment on."""

    gtin: str
    from_at: datetime
    """UTC. Until the next one. The first price that was ever stated holds from 1900 on."""
    price_minor: int | None
    """Of one unit, in the smallest unit of the currency; null: none was known."""
    currency: str | None
    actor: str
    """Who stated it; empty: it is from before this was kept."""
    note: str
    """Why it was put right; empty: it was not."""
