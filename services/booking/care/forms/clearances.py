"""What screening decided."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from pydantic import Field

from chassis.http import View
from contracts.vocabulary import Modality, Outcome, ScreeningStage


class AreaLimitView(View):
    """How deep in another area of the plan."""

    area: str
    max_depth_mm: Decimal


class ClearanceView(View):
    """One decision of screening. Screening itself explains it, to clinicians only."""

    screening_id: UUID
    consult_id: UUID
    stage: ScreeningStage
    outcome: Outcome
    area: str = Field(description="screening's word; one that booking does not know covers no session here")
    modality: Modality
    device_model: str
    max_depth_mm: Decimal
    excluded_areas: list[str]
    """Areas that are never needled, and places that are left out."""
    further_areas: list[AreaLimitView]
    """The other areas of the plan, each with its own depth."""
    anaesthetic_allowed: bool
    eligible_from: date | None
    valid_until: date | None
    conditions: int
    decided_at: datetime
