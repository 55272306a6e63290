"""A code that comes back."""

from typing import Annotated
from uuid import UUID

from chassis.http import Form, View, Written

Code = Annotated[str, Written(r"^[0-9]{6}$", "Give the six digits of the code, for example 042137.")]


class ConfirmationForm(Form):
    """The code, as it arrived."""

    code: Code


class ConfirmationView(View):
    """What became of it."""

    change_id: UUID
    confirmed: bool
    """True: booking takes the new number or address over in a moment. False: it is not the code that was sent."""
    tries_left: int
    """Wrong codes that are still forgiven; at 0 the change is void."""
