"""How deep a plan may go, before anything is recorded."""

from decimal import Decimal

from pydantic import Field

from chassis.http import View
from services.screening.forms.decisions import DepthView


class DepthLimitsView(View):
    """The limits of a planned depth by the rules in force. They decide nothing: the consult's decision does."""

    rule_set: str = Field(description="the version that counts today", examples=["2026-11"])
    signature: str = Field(description="who signed it, or unsigned (in a rehearsal only)", examples=["unsigned"])
    max_depth_mm: Decimal | None = Field(description="the binding one, millimetres; null: no rule limits it")
    limits: list[DepthView] = Field(description="all that hold, the shallowest first")
