"""Somebody says that two records look like one person's."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from chassis.http import Form, View
from services.booking.people.domain.merges import ProposalStatus
from services.booking.people.forms.fields import Reason


class MergeProposalForm(Form):
    """Which record should go on, and how it was found that both are of one person."""

    into: UUID = Field(description="the patient whose record would go on")
    reason: Reason


class MergeProposalEndForm(Form):
    """Why the two records are not merged."""

    reason: Reason


class MergeProposalView(View):
    """A proposal to merge two records."""

    id: UUID
    patient_id: UUID
    patient_name: str
    into: UUID
    clinic_id: UUID
    reason: str
    proposed_by: str
    proposed_at: datetime
    status: ProposalStatus
    settled_by: str | None
    settled_at: datetime | None
    settled_because: str | None
