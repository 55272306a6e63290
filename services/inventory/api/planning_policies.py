"""/planning-policies: how many days ahead the chain looks."""

from chassis.access.admission import allow
from chassis.http import Day, Page, PageQuery, Transaction, api_router, refuses
from services.inventory.access import PLANNING_POLICY_READ, PLANNING_POLICY_WRITE
from services.inventory.commands import planning_policies as commands
from services.inventory.domain.planning_policies import PlanningPolicyPast, PlanningPolicyUnknown
from services.inventory.forms.planning_policies import PlanningPolicyForm, PlanningPolicyView
from services.inventory.queries import planning_policies as queries

router = api_router("planning-policies")


@router.get("/planning-policies", dependencies=[allow(PLANNING_POLICY_READ)])
async def list_planning_policies(work: Transaction, paging: PageQuery) -> Page[PlanningPolicyView]:
    """How many days ahead the chain looks, and from when on; by the day on which it begins, the latest first."""
    return await queries.list_policies(work, paging)


@router.put("/planning-policies/{begins_on}", dependencies=[allow(PLANNING_POLICY_WRITE)])
@refuses(PlanningPolicyPast)
async def begin_planning_policy(work: Transaction, begins_on: Day, form: PlanningPolicyForm) -> PlanningPolicyView:
    """How many days before a session, or before a lot expires, that is listed; from each clinic's local day on."""
    return await commands.begin_policy(work, begins_on, form)


@router.delete("/planning-policies/{begins_on}", status_code=204, dependencies=[allow(PLANNING_POLICY_WRITE)])
@refuses(PlanningPolicyPast, PlanningPolicyUnknown)
async def drop_planning_policy(work: Transaction, begins_on: Day) -> None:
    """Take back what was to begin: what held before goes on."""
    await commands.drop_policy(work, begins_on)
