"""How far ahead the chain looks: from a day on, or not after all; and what follows at each clinic on that day."""

from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from chassis.ids import new_id
from chassis.local_time import start_of_day
from chassis.work import Work
from services.inventory.commands.expiring_lots import look_soon
from services.inventory.commands.shortages import look_again
from services.inventory.domain.planning_policies import PlanningPolicyUnknown, require_not_past
from services.inventory.forms.planning_policies import PlanningPolicyForm, PlanningPolicyView
from services.inventory.store.clinics import Clinic, lock_chain, lock_clinics, lock_open_clinics
from services.inventory.store.expiring_lots import lots_with_free
from services.inventory.store.planning_policies import keep_policy, policies_kept, replace_policy
from services.inventory.store.shortages import products_lacking

LOOK_AHEAD = "look-ahead"
"""The timer at the local midnight at which a policy begins, or at once when one was taken back."""


async def begin_policy(work: Work, begins_on: date, form: PlanningPolicyForm) -> PlanningPolicyView:
    """This holds from a clinic's local day on; what is listed follows then. Raises PlanningPolicyPast."""
    require_not_past(begins_on, work.now)
    await lock_chain(work)
    await replace_policy(work, begins_on)
    who = {"entered_by": work.actor.subject, "entered_at": work.now}
    columns = {"id": new_id(), "begins_on": begins_on, **form.model_dump(), **who}
    await keep_policy(work, columns)
    await _follow_everywhere(work, begins_on)
    work.audit("planning policy begins", "chain", begins_on=begins_on.isoformat(), **form.model_dump())
    return PlanningPolicyView.model_validate(columns)


async def drop_policy(work: Work, begins_on: date) -> None:
    """What was to begin does not: what held before goes on. Raises PlanningPolicyPast, PlanningPolicyUnknown."""
    require_not_past(begins_on, work.now)
    await lock_chain(work)
    if not await replace_policy(work, begins_on):
        raise PlanningPolicyUnknown("No policy begins on {day}: look at the list of policies.", day=begins_on)
    await _follow_everywhere(work, begins_on)
    work.audit("planning policy dropped", "chain", begins_on=begins_on.isoformat())


async def follow_policies(work: Work, clinic: Clinic) -> None:
    """A clinic's zone became known or changed: what is to begin begins at its own midnight, what holds is followed."""
    kept = await policies_kept(work)
    begun = [each for each in kept if each.begins_on <= clinic.day_of(work.now)]
    for policy in [*begun[-1:], *kept[len(begun) :]]:
        await _follow(work, clinic, policy.begins_on)


async def look_ahead(work: Work, clinic_id: UUID) -> None:
    """Another number of days holds at a clinic: what is listed follows."""
    clinic = (await lock_clinics(work, [clinic_id]))[clinic_id]
    for gtin in await products_lacking(work, clinic_id):
        await look_again(work, clinic_id, gtin)
    for row in await lots_with_free(work, clinic_id):
        await look_soon(work, clinic, row.gtin, row.lot)


async def _follow_everywhere(work: Work, begins_on: date) -> None:
    for clinic in await lock_open_clinics(work):
        await _follow(work, clinic, begins_on)


async def _follow(work: Work, clinic: Clinic, begins_on: date) -> None:
    """A day that has begun there is followed at once."""
    due_at = max(work.now, start_of_day(begins_on, ZoneInfo(clinic.known_zone)))
    await work.set_timer(LOOK_AHEAD, f"{clinic.id}/{begins_on}", due_at, {"clinic_id": str(clinic.id)})
