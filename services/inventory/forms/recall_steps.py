"""What people report about a recall."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from chassis.http import Form, View
from services.inventory.forms.fields import Words


class ConfirmationForm(Form):
    """What somebody counted of a recalled lot at a clinic."""

    counted: Annotated[int, Field(ge=0, le=100_000)]
    """Cartridges that lie apart, away from the chairs; 0 when there are none."""
    note: Annotated[str, Field(max_length=500)] = ""
    """Where they lie, and what was found elsewhere."""


class ConfirmationView(View):
    """What somebody counted, beside the books."""

    recall_id: UUID
    clinic_id: UUID
    counted: int
    expected: int
    """In quarantine by the books at that moment. While the two differ, the step stays open."""
    confirmed_at: datetime
    confirmed_by: str
    confirmed_note: str


class SupplierInformedForm(Form):
    """The supplier knows what the chain has of it."""

    reference: Words
    """How it was said, and under which number the supplier has it."""


class EffectCheckedForm(Form):
    """Somebody checked that the recall reached everybody whom it concerns."""

    found: Words
    """How it was checked, and what came of it."""
