"""How many days ahead the chain looks."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from chassis.http import Form, View
from services.inventory.domain.planning_policies import UNSET
from services.inventory.forms.fields import Words


class PlanningPolicyForm(Form):
    """How many days ahead the chain looks, from a day on. Figures are policies: no source gives one."""

    shortage_days: Annotated[int, Field(ge=1, le=180)] = UNSET.shortage_days
    """How many days before a session its missing cartridges are listed."""
    expiring_days: Annotated[int, Field(ge=1, le=730)] = UNSET.expiring_days
    """How many days before its last day of use a lot is listed of which some lies free."""
    urgent_days: Annotated[int, Field(ge=1, le=30)] = UNSET.urgent_days
    """How many days before the first session its shortage is urgent: the clinic is written to once more."""
    reason: Words


class PlanningPolicyView(View):
    """A version of the policy."""

    id: UUID
    begins_on: date
    """Each clinic's local day."""
    shortage_days: int
    expiring_days: int
    urgent_days: int
    reason: str
    entered_by: str
    entered_at: datetime
