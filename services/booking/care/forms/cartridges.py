"""Labels of cartridges, read before one is opened."""

from datetime import date

from pydantic import Field

from chassis.http import View


class CartridgeLabelView(View):
    """What the label of a cartridge says that may be used. Nothing is kept of it."""

    gtin: str
    lot: str
    serial: str | None = Field(description="null: the label has none")
    expires_on: date = Field(description="the last day on which it may be used")
