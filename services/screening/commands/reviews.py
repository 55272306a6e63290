"""A decision that waits for a medical director is an item of the worklist until another takes its place."""

from chassis.data.rows import Row
from chassis.work import Work
from services.screening.domain.due_times import ReviewTimes, day_check_due, review_due
from services.screening.domain.outcomes import Outcome, ScreeningStage
from services.screening.store.clinics import zone_of
from services.screening.worklist import DAY_CHECK_REVIEW, REVIEW_WAITING, WORKLIST

KIND_OF = {ScreeningStage.CONSULT: REVIEW_WAITING, ScreeningStage.DAY_OF: DAY_CHECK_REVIEW}


async def list_review(work: Work, decision: Row) -> None:
    """Open the item of a decision's plan when it is a review, close it when it is not.

    The current decision alone says which: what was decided before does not matter. A review that another review
    supersedes keeps its place in the queue and whoever has claimed it.
    """
    stage = ScreeningStage(decision.stage)
    if decision.outcome != Outcome.REVIEW:
        why = "ruled" if decision.ruled_by else "decided_by_rules"
        await WORKLIST.close(work, KIND_OF[stage], decision.consult_id, why)
        return
    zone = await zone_of(work, decision.clinic_id)
    if zone is None:
        raise AssertionError("a decision has a local day, so its clinic has a zone")
    times = ReviewTimes()
    consult = stage is ScreeningStage.CONSULT
    await WORKLIST.open(
        work,
        KIND_OF[stage],
        decision.consult_id,
        clinic_id=decision.clinic_id,
        patient_id=decision.patient_id,
        due_at=review_due(work.now, times, zone) if consult else day_check_due(work.now, times),
        about={"screening_id": decision.id},
    )
