"""What the chain does about deliveries that are unusual."""

from sqlalchemy.dialects.postgresql import insert

from chassis.http import require_version
from chassis.refusals import PreconditionRequired
from chassis.work import Work
from services.inventory.forms.receiving_policy import ReceivingPolicyForm, ReceivingPolicyView
from services.inventory.store.clinics import lock_chain
from services.inventory.store.receipts import find_policy
from services.inventory.tables import receiving_policy


async def set_receiving_policy(
    work: Work, form: ReceivingPolicyForm, expected_version: int | None
) -> ReceivingPolicyView:
    """Set it for deliveries from now on. Raises PreconditionRequired, Stale."""
    await lock_chain(work)
    before = await find_policy(work)
    if before is not None:
        if expected_version is None:
            raise PreconditionRequired("The policy is set already: read it and send its ETag as If-Match.")
        require_version(expected_version, before.version)
    version = before.version + 1 if before else 1
    values = {**form.model_dump(mode="json"), "version": version}
    fresh = insert(receiving_policy).values(is_only=True, **values)
    await work.execute(fresh.on_conflict_do_update(index_elements=[receiving_policy.c.is_only], set_=values))
    work.audit("receiving policy set", "chain", **values)
    return ReceivingPolicyView.model_validate(values)
