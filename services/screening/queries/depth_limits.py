"""How deep a plan may go, by the rules in force."""

from uuid import UUID

from chassis.reference import require_in_force
from chassis.work import Work
from services.screening.domain.plans import Plan
from services.screening.forms.depth_limits import DepthLimitsView
from services.screening.queries.explanations import Citations, depth_view
from services.screening.reference import RULE_SETS
from services.screening.store.clinics import day_at


async def depth_limits(work: Work, clinic_id: UUID, plan: Plan) -> DepthLimitsView:
    """The limits for a plan at a clinic, each with its sources. Raises NothingInForce."""
    rules = await require_in_force(work, RULE_SETS, await day_at(work, clinic_id))
    cite = Citations(rules.bibliography)
    holding = rules.document.depth_limits_for(plan, str(clinic_id))
    limits = [depth_view(code, limit, cite) for code, limit in holding.items()]
    return DepthLimitsView(
        rule_set=rules.version,
        signature=rules.signature,
        max_depth_mm=limits[0].max_mm if limits else None,
        limits=limits,
    )
