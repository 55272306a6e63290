"""Say who is asked at a clinic about what cannot wait, from which day on."""

from collections.abc import Sequence
from uuid import UUID

from chassis.data.rows import Row
from chassis.work import Work
from services.notifications.domain.escalations import Cause, Person, Told
from services.notifications.domain.refusals import LineTwice, PolicyHasBegun, PolicyInThePast, PolicyUnknown
from services.notifications.forms.escalations import EscalationPolicyForm
from services.notifications.store.escalation_policies import (
    day_at,
    delete_policy,
    insert_policy,
    lock_policy,
    told_of_recalls,
)


async def set_policy(work: Work, clinic_id: UUID, form: EscalationPolicyForm) -> Row:
    """Keep who is in line. It counts for what is asked from that local day on, until a later one begins.

    Raises Forbidden, PolicyInThePast, LineTwice.
    """
    work.access.authorize(where=clinic_id)
    today = await day_at(work, clinic_id)
    if form.starts_on < today:
        raise PolicyInThePast("{day} is over: give today, {today}, or a later day.", day=form.starts_on, today=today)
    lines: dict[Cause, list[Person]] = {}
    for line in form.lines:
        cause = Cause(line.cause)
        if cause in lines:
            raise LineTwice("{cause} has two lines: give one with everybody in it.", cause=cause.value)
        lines[cause] = [Person(each.name, each.email, each.phone, each.minutes) for each in line.people]
    told: Sequence[Told] = await told_of_recalls(work, clinic_id, form.starts_on)
    if form.told_of_recalls is not None:
        told = [Told(each.name, each.email) for each in form.told_of_recalls]
    row = await insert_policy(work, clinic_id, form.starts_on, lines, told)
    work.audit("escalation policy set", f"clinic/{clinic_id}", policy=str(row.id), starts_on=str(form.starts_on))
    return row


async def take_back_policy(work: Work, clinic_id: UUID, policy_id: UUID) -> None:
    """Take back a policy that lies ahead; the one before it goes on.

    Raises Forbidden, PolicyUnknown, PolicyHasBegun.
    """
    work.access.authorize(where=clinic_id)
    row = await lock_policy(work, clinic_id, policy_id)
    if row is None:
        raise PolicyUnknown("There is no such policy of this clinic: list them.")
    if row.starts_on <= await day_at(work, clinic_id):
        raise PolicyHasBegun("It counts since {day}: set another one from today on instead.", day=row.starts_on)
    await delete_policy(work, policy_id)
    work.audit("escalation policy taken back", f"clinic/{clinic_id}", policy=str(policy_id))
