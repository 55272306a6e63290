"""The details of a session: zones, cream, products, what was seen."""

from decimal import Decimal
from typing import Annotated

from pydantic import Field

from chassis.http import Day, Form, UtcMoment
from services.booking.care.domain.words import Endpoint, FaceZone, ImmediateReaction, Place, ProductUse
from services.booking.people.forms.fields import DepthMm, Line

Setting = Annotated[Decimal, Field(gt=0, le=100_000, max_digits=8, decimal_places=2)]
"""A figure as the device labels it."""


class TreatedZoneForm(Form):
    """How one zone was treated."""

    zone: FaceZone | Place
    depth_mm: DepthMm = Field(description="deepest there, millimetres; not deeper than the session's depth_mm")
    passes: int | None = Field(default=None, ge=1, le=100)
    speed: Line | None = Field(default=None, description="the setting of the device, as it shows it")
    rf_energy_mj: Setting | None = Field(default=None, description="energy of a pulse, millijoules")
    rf_power_w: Setting | None = Field(default=None, description="power, watts")
    pulses: int | None = Field(default=None, ge=1, le=100_000)

    @property
    def energised(self) -> bool:
        """Whether it says something about radiofrequency."""
        return any(each is not None for each in (self.rf_energy_mj, self.rf_power_w, self.pulses))


class CreamForm(Form):
    """The topical anaesthetic."""

    applied_at: UtcMoment
    removed_at: UtcMoment | None = None
    name: Line | None = Field(default=None, description="what it was, as its label says")


class UsedProductForm(Form):
    """A product that was applied or infused."""

    name: Line
    use: ProductUse
    lot: Line | None = Field(default=None, description="as printed on it")
    expires_on: Day | None = Field(default=None, description="its last day; refused when that is over")
    reason: Line | None = Field(default=None, description="why it was infused")


class SessionDetailsForm(Form):
    """What is recorded of a session beside what limits are compared with. All of it may be left out."""

    zones: list[TreatedZoneForm] = Field(default=[], max_length=30)
    cream: CreamForm | None = None
    endpoints: list[Endpoint] = Field(default=[], max_length=4, description="seen on the skin when it was ended")
    products: list[UsedProductForm] = Field(default=[], max_length=10)
    immediate_reaction: ImmediateReaction | None = Field(
        default=None, description="before the patient left; serious opens a report in screening at once"
    )


class SessionSignForm(Form):
    """Whoever did it signs; a medical director signs for somebody who cannot, with the reason."""

    reason: Line | None = Field(default=None, description="needed from a medical director who did not do it")
