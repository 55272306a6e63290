"""How many days ahead the chain looks."""

from sqlalchemy import select

from chassis.http import Page, Paging, page
from chassis.work import Work
from services.inventory.forms.planning_policies import PlanningPolicyView
from services.inventory.tables import planning_policies


async def list_policies(work: Work, paging: Paging) -> Page[PlanningPolicyView]:
    """The versions that were not replaced, the latest first."""
    of = planning_policies.c
    statement = select(planning_policies).where(of.replaced_at.is_(None))
    return await page(work, statement, [of.begins_on.desc()], paging, PlanningPolicyView.model_validate)
