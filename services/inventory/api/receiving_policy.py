"""/receiving-policy: what the chain does about deliveries that are unusual."""

from fastapi import Response

from chassis.access.admission import allow
from chassis.http import IfMatchUnlessNew, Transaction, api_router, refuses, tag_version
from chassis.refusals import PreconditionRequired
from services.inventory.access import RECEIVING_POLICY_READ, RECEIVING_POLICY_WRITE
from services.inventory.commands import receiving_policy as commands
from services.inventory.forms.receiving_policy import ReceivingPolicyForm, ReceivingPolicyView
from services.inventory.queries import receiving_policy as queries

router = api_router("receiving-policy")


@router.get("/receiving-policy", dependencies=[allow(RECEIVING_POLICY_READ)])
async def read_receiving_policy(work: Transaction, response: Response) -> ReceivingPolicyView:
    """What is asked about deliveries; its ETag goes into If-Match of a change."""
    policy = await queries.show_receiving_policy(work)
    tag_version(response, policy.version)
    return policy


@router.put("/receiving-policy", dependencies=[allow(RECEIVING_POLICY_WRITE)])
@refuses(PreconditionRequired)
async def set_receiving_policy(
    work: Transaction, form: ReceivingPolicyForm, version: IfMatchUnlessNew, response: Response
) -> ReceivingPolicyView:
    """Say how many days a delivery should have left, and what happens when more comes than was ordered."""
    policy = await commands.set_receiving_policy(work, form, version)
    tag_version(response, policy.version)
    return policy
