"""What the chain does about deliveries that are unusual."""

from chassis.work import Work
from services.inventory.forms.receiving_policy import OverDelivery, ReceivingPolicyView
from services.inventory.store.receipts import find_policy

_UNSET = ReceivingPolicyView(least_days_left=None, over_delivery=OverDelivery.ASK, version=0)


async def show_receiving_policy(work: Work) -> ReceivingPolicyView:
    """The policy, or what holds while nobody has set one."""
    row = await find_policy(work)
    return _UNSET if row is None else ReceivingPolicyView.model_validate(row)
