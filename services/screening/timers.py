"""What happens later.

Consults that waited for signed rules are decided, and older reviews are listed, some at a time. A serious reaction that
nobody acknowledged goes to the next in line, and a transient one that lasts too long becomes serious.
"""

from typing import Any
from uuid import UUID

from chassis.events.timers import Timers
from chassis.work import Work
from services.screening.commands.consents import END_REPLACED, end_replaced
from services.screening.commands.consults import decide_new, issue_again
from services.screening.commands.reaction_grades import GRADE_AGAIN, grade_again
from services.screening.commands.reviews import DAY_OVER, end_day, list_review
from services.screening.commands.suspensions import ESCALATE, ask_next
from services.screening.commands.upcoming import BEGAN, appointment_began
from services.screening.store.consults import patients_waiting
from services.screening.store.decisions import patients_cleared_by_others, reviews_from
from services.screening.store.patients import lock_person
from services.screening.store.rule_sets import rules_in_force
from services.screening.store.suspensions import find_suspension

DECIDE_WAITING = "decide-waiting"
ISSUE_AGAIN = "issue-again"
LIST_REVIEWS = "list-reviews"
"""Set by the migration that brought the worklist."""
AT_ONCE = 50
"""Patients that one transaction locks and decides."""

timer = Timers()


async def decide_what_waited(work: Work) -> None:
    """Rules have come into force, somewhere at least: decide what waited for them, in the worker.

    Then clearances that other rules gave are weighed by these. A round that is under way goes on with the rest; this
    one starts from the first again.
    """
    await work.set_timer(DECIDE_WAITING, "", work.now, {"after": None})
    await work.set_timer(ISSUE_AGAIN, "", work.now, {"after": None})


@timer(DECIDE_WAITING)
async def decide_waiting(work: Work, _key: str, payload: dict[str, Any]) -> None:
    """Decide the next consults that wait, and leave the rest to the next timer."""
    after = UUID(payload["after"]) if payload["after"] else None
    waiting = await patients_waiting(work, after, AT_ONCE)
    for patient_id in waiting:
        await decide_new(work, await lock_person(work, patient_id))
    if len(waiting) == AT_ONCE:
        await work.set_timer(DECIDE_WAITING, "", work.now, {"after": str(waiting[-1])})


@timer(ISSUE_AGAIN)
async def issue_clearances_again(work: Work, _key: str, payload: dict[str, Any]) -> None:
    """Weigh the next clearances by the rules in force, and leave the rest to the next timer."""
    after = UUID(payload["after"]) if payload["after"] else None
    rules = await rules_in_force(work, work.now.date())
    cleared = await patients_cleared_by_others(work, rules.version, after, AT_ONCE) if rules else []
    for patient_id in cleared:
        await issue_again(work, await lock_person(work, patient_id))
    if len(cleared) == AT_ONCE:
        await work.set_timer(ISSUE_AGAIN, "", work.now, {"after": str(cleared[-1])})


@timer(LIST_REVIEWS)
async def list_reviews_from_before(work: Work, _key: str, payload: dict[str, Any]) -> None:
    """Open items for reviews that waited before there was a worklist, some at a time."""
    after = UUID(payload["after"]) if payload.get("after") else None
    reviews = await reviews_from(work, after, AT_ONCE)
    for decision in reviews:
        await lock_person(work, decision.patient_id)
        await list_review(work, decision)
    if len(reviews) == AT_ONCE:
        await work.set_timer(LIST_REVIEWS, "", work.now, {"after": str(reviews[-1].id)})


@timer(BEGAN)
async def stop_waiting_when_it_began(work: Work, key: str, payload: dict[str, Any]) -> None:
    """Nothing has to be there any more before an appointment that has begun; what it lacks is asked at the clinic."""
    await appointment_began(work, UUID(key), UUID(payload["patient_id"]))


@timer(ESCALATE)
async def escalate(work: Work, key: str, _payload: dict[str, Any]) -> None:
    """Nobody acknowledged a serious reaction in time: ask the next in line. Late when the worker was down, once."""
    seen = await find_suspension(work, UUID(key))
    if seen is None:
        return
    await lock_person(work, seen.patient_id)
    suspension = await find_suspension(work, seen.id)
    if suspension is not None and suspension.acknowledged_at is None and suspension.ended_at is None:
        await ask_next(work, suspension)


@timer(GRADE_AGAIN)
async def grade_what_lasts(work: Work, key: str, _payload: dict[str, Any]) -> None:
    """A transient reaction whose end nobody recorded has lasted too long."""
    await grade_again(work, UUID(key))


@timer(DAY_OVER)
async def end_the_day(work: Work, key: str, payload: dict[str, Any]) -> None:
    """A check of yesterday waits for nobody. A later check has moved the timer."""
    await lock_person(work, UUID(payload["patient_id"]))
    await end_day(work, UUID(key))


@timer(END_REPLACED)
async def end_replaced_consents(work: Work, _key: str, _payload: dict[str, Any]) -> None:
    """Documents came into force with new editions: patients are asked again."""
    await end_replaced(work)
