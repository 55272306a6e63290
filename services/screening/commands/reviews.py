"""What waits for a clinician is an item of the worklist, as long as the current decision says so."""

from datetime import datetime, timedelta
from uuid import UUID

from chassis.data.rows import Row
from chassis.local_time import start_of_day
from chassis.work import Work
from chassis.working_week import WorkingWeek
from services.screening.domain.due_times import (
    day_check_due,
    override_due,
    question_due,
    review_due,
    ruling_due,
)
from services.screening.domain.outcomes import Outcome, ScreeningStage
from services.screening.domain.review_questions import QuestionStatus
from services.screening.store.clinics import working_week_of
from services.screening.store.proposals import supersede_proposals
from services.screening.store.review_questions import change_question, unsettled_questions
from services.screening.store.review_times import review_times_of
from services.screening.worklist import (
    DAY_CHECK_REVIEW,
    OVERRIDE_TO_CONFIRM,
    REVIEW_QUESTION,
    REVIEW_WAITING,
    RULING_QUESTIONED,
    WORKLIST,
)

DAY_OVER = "day-over"
"""The timer of a check of the day that waits for a ruling; its key is the consult's id."""
KIND_OF = {ScreeningStage.CONSULT: REVIEW_WAITING, ScreeningStage.DAY_OF: DAY_CHECK_REVIEW}


async def list_review(work: Work, decision: Row, *, first: bool = False) -> None:
    """Open the item of a decision's plan when it is a review, close it when it is not.

    The current decision alone says which: what was decided before does not matter. A review that another review
    supersedes keeps its place in the queue and whoever has claimed it. What was proposed about an earlier decision is
    over. Before the ``first`` decision of a plan there is nothing of all that.
    """
    stage = ScreeningStage(decision.stage)
    if first and decision.outcome != Outcome.REVIEW:
        return
    for proposal in await supersede_proposals(work, decision.consult_id, stage, decision.id):
        await WORKLIST.close(work, OVERRIDE_TO_CONFIRM, proposal.id, "superseded")
    if decision.outcome != Outcome.REVIEW:
        why = "ruled" if decision.ruled_by else "decided_by_rules"
        await WORKLIST.close(work, KIND_OF[stage], decision.consult_id, why)
        await _end_questions(work, decision.consult_id, stage, "decided")
        return
    await WORKLIST.open(
        work,
        KIND_OF[stage],
        decision.consult_id,
        clinic_id=decision.clinic_id,
        patient_id=decision.patient_id,
        due_at=await _due(work, decision),
        about={"screening_id": decision.id, **({} if first else await _asked_about(work, decision.consult_id, stage))},
    )
    if stage is ScreeningStage.DAY_OF:
        await _set_end_of_day(work, decision)


async def end_review(work: Work, decision: Row, why: str) -> None:
    """Nobody rules on a decision any more, nor confirms, answers or thinks about it. The patient's row is locked."""
    stage = ScreeningStage(decision.stage)
    for proposal in await supersede_proposals(work, decision.consult_id, stage):
        await WORKLIST.close(work, OVERRIDE_TO_CONFIRM, proposal.id, "superseded")
    await WORKLIST.close(work, KIND_OF[stage], decision.consult_id, why)
    await _end_questions(work, decision.consult_id, stage, why)
    await close_questioned(work, decision.consult_id, why)


async def end_day(work: Work, consult_id: UUID) -> None:
    """Nobody rules on a check of a day that is over: the next day is checked by itself. The patient's row is locked."""
    await WORKLIST.close(work, DAY_CHECK_REVIEW, consult_id, "day_over")
    await _end_questions(work, consult_id, ScreeningStage.DAY_OF, "day_over")


async def _asked_about(work: Work, consult_id: UUID, stage: ScreeningStage) -> dict[str, UUID]:
    """The last question of a review, by whether its answer waits or is there."""
    for question in await unsettled_questions(work, consult_id, stage):
        return {"question_id" if question.status == QuestionStatus.ASKED else "answered_id": question.id}
    return {}


async def list_question(work: Work, question: Row) -> None:
    """A practitioner is to answer what a director asks."""
    times = await review_times_of(work, question.clinic_id)
    is_of_day = ScreeningStage(question.stage) is ScreeningStage.DAY_OF
    await WORKLIST.open(
        work,
        REVIEW_QUESTION,
        question.id,
        clinic_id=question.clinic_id,
        patient_id=question.patient_id,
        due_at=day_check_due(work.now, times) if is_of_day else question_due(work.now, await _week(work, question)),
        about={"screening_id": question.screening_id},
    )


async def close_question(work: Work, question_id: UUID, why: str) -> None:
    """Nobody has to answer it any more."""
    await WORKLIST.close(work, REVIEW_QUESTION, question_id, why)


async def _end_questions(work: Work, consult_id: UUID, stage: ScreeningStage, why: str) -> None:
    """The review is over: what was answered stays so, and nobody has to answer what was not."""
    for question in await unsettled_questions(work, consult_id, stage):
        if question.status == QuestionStatus.ASKED:
            await change_question(work, question.id, status=QuestionStatus.ENDED.value, settled_at=work.now)
            await close_question(work, question.id, why)
        else:
            await change_question(work, question.id, settled_at=work.now)


async def _set_end_of_day(work: Work, decision: Row) -> None:
    week = await _week(work, decision)
    midnight = start_of_day(decision.local_day + timedelta(days=1), week.zone)
    payload = {"patient_id": str(decision.patient_id)}
    await work.set_timer(DAY_OVER, str(decision.consult_id), midnight, payload)


async def list_questioned(work: Work, ruling: Row, *, is_questioned: bool) -> None:
    """A director may want to end a ruling while the rules alone would be milder."""
    if not is_questioned:
        await close_questioned(work, ruling.consult_id, "answers_changed")
        return
    week = await _week(work, ruling)
    await WORKLIST.open(
        work,
        RULING_QUESTIONED,
        ruling.consult_id,
        clinic_id=ruling.clinic_id,
        patient_id=ruling.patient_id,
        due_at=ruling_due(work.now, week),
        about={"screening_id": ruling.id},
    )


async def close_questioned(work: Work, consult_id: UUID, why: str) -> None:
    """Nobody has to think about the ruling any more."""
    await WORKLIST.close(work, RULING_QUESTIONED, consult_id, why)


async def list_proposal(work: Work, proposal: Row) -> None:
    """A second clinician is to confirm or reject what was proposed."""
    week = await _week(work, proposal)
    await WORKLIST.open(
        work,
        OVERRIDE_TO_CONFIRM,
        proposal.id,
        clinic_id=proposal.clinic_id,
        patient_id=proposal.patient_id,
        due_at=override_due(work.now, await review_times_of(work, proposal.clinic_id), week),
        about={"screening_id": proposal.screening_id},
    )


async def _due(work: Work, decision: Row) -> datetime:
    times = await review_times_of(work, decision.clinic_id)
    if ScreeningStage(decision.stage) is ScreeningStage.DAY_OF:
        return day_check_due(work.now, times)
    return review_due(work.now, times, await _week(work, decision))


async def _week(work: Work, row: Row) -> WorkingWeek:
    """When a decision's clinic works."""
    week = await working_week_of(work, row.clinic_id)
    if week is None:
        raise AssertionError("a decision has a local day, so its clinic has a zone")
    return week
