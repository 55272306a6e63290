"""What cannot wait: who is in line, who was asked, and who acknowledged it."""

from uuid import UUID

from chassis.access.admission import allow
from chassis.http import Page, PageQuery, PeriodQuery, Transaction, api_router, refuses
from services.notifications.access import ESCALATION_LINES_SET, ESCALATIONS_READ, ESCALATIONS_TAKE
from services.notifications.commands import escalation_policies as policies
from services.notifications.commands import escalations as commands
from services.notifications.domain.escalations import Cause, State
from services.notifications.domain.refusals import (
    AcknowledgedInScreening,
    EscalationOver,
    EscalationUnknown,
    LineTwice,
    PolicyHasBegun,
    PolicyInThePast,
    PolicyUnknown,
)
from services.notifications.forms.escalations import EscalationPolicyForm, EscalationPolicyView, EscalationView
from services.notifications.queries import escalations as queries

router = api_router("escalations")


@router.get("/escalations", dependencies=[allow(ESCALATIONS_READ)])
async def list_escalations(
    work: Transaction,
    paging: PageQuery,
    period: PeriodQuery,
    clinic_id: UUID | None = None,
    cause: Cause | None = None,
    state: State | None = None,
) -> Page[EscalationView]:
    """What was asked of whoever is in line, the newest first. `from` and `to` are of when it began."""
    return await queries.list_escalations(work, paging, period, clinic_id=clinic_id, cause=cause, state=state)


@router.get("/escalations/{escalation_id}", dependencies=[allow(ESCALATIONS_READ)])
@refuses(EscalationUnknown)
async def read_escalation(escalation_id: UUID, work: Transaction) -> EscalationView:
    """One escalation with everybody who was asked, by which way and when."""
    return await queries.read_escalation(work, escalation_id)


@router.post("/escalations/{escalation_id}/acknowledge", dependencies=[allow(ESCALATIONS_TAKE)])
@refuses(AcknowledgedInScreening, EscalationOver, EscalationUnknown)
async def acknowledge_escalation(escalation_id: UUID, work: Transaction) -> EscalationView:
    """Say that you take it, so that nobody else in line is asked. To work on the item itself says the same."""
    await commands.acknowledge(work, escalation_id)
    return await queries.read_escalation(work, escalation_id)


@router.get("/clinics/{clinic_id}/escalation-policies", dependencies=[allow(ESCALATIONS_READ)])
async def list_escalation_policies(clinic_id: UUID, work: Transaction, paging: PageQuery) -> Page[EscalationPolicyView]:
    """Who is in line at a clinic, from which day on, the latest day first. Those of the past stay."""
    return await queries.list_policies(work, paging, clinic_id)


@router.post("/clinics/{clinic_id}/escalation-policies", status_code=201, dependencies=[allow(ESCALATION_LINES_SET)])
@refuses(LineTwice, PolicyInThePast)
async def set_escalation_policy(clinic_id: UUID, form: EscalationPolicyForm, work: Transaction) -> EscalationPolicyView:
    """Say who is asked, in order, and how long each has. It counts for what begins from that local day on."""
    return await queries.shown_policy(work, await policies.set_policy(work, clinic_id, form))


@router.delete(
    "/clinics/{clinic_id}/escalation-policies/{policy_id}",
    status_code=204,
    dependencies=[allow(ESCALATION_LINES_SET)],
)
@refuses(PolicyHasBegun, PolicyUnknown)
async def take_back_escalation_policy(clinic_id: UUID, policy_id: UUID, work: Transaction) -> None:
    """Take back a policy that lies ahead; the one before it goes on."""
    await policies.take_back_policy(work, clinic_id, policy_id)
