"""What the chain does about deliveries that are unusual."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from chassis.http import Form, View


class OverDelivery(StrEnum):
    """What is done when more comes than was ordered."""

    ASK = "ask"
    """Whoever receives it is asked, and may accept it."""
    REFUSE = "refuse"
    """Nothing is received until what is too much is put aside."""


class ReceivingPolicyForm(Form):
    """What the chain does about deliveries that are unusual."""

    least_days_left: Annotated[int | None, Field(ge=1, le=36_500)] = None
    """Days of use that a lot should have left when it is received; fewer are asked about. Null: none are, except for
    products that have a number of their own."""
    over_delivery: OverDelivery = OverDelivery.ASK


class ReceivingPolicyView(View):
    """What the chain does about deliveries that are unusual."""

    least_days_left: int | None
    """Null: dates are asked about for products that have a number of their own."""
    over_delivery: OverDelivery
    version: int
    """0: nobody has set it."""
