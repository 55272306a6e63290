"""Products."""

from typing import Annotated

from pydantic import Field

from chassis.http import Form, View
from services.inventory.forms.fields import Gtin


class ProductForm(Form):
    """A cartridge that the chain buys."""

    gtin: Gtin
    name: Annotated[str, Field(min_length=1, max_length=200)]
    fits: list[str]
    """Device models' codes, e.g. ``skinpen``."""


class ProductView(View):
    """A cartridge that the chain buys."""

    gtin: str
    name: str
    fits: list[str]
