"""A medical director asks back before they rule: a practitioner answers, and the review goes on.

The review keeps its due time meanwhile, because the patient waits all the same.
"""

from uuid import UUID

from chassis.data.rows import Row
from chassis.work import Work
from services.screening.commands.locked import locked
from services.screening.commands.reviews import KIND_OF, close_question, list_question, list_review
from services.screening.commands.rulings import locked_decision, require_counts
from services.screening.domain.outcomes import Outcome, ScreeningStage
from services.screening.domain.refusals import (
    NotInReview,
    QuestionNotFound,
    QuestionSettled,
    QuestionWaits,
    SamePerson,
)
from services.screening.domain.review_questions import QuestionStatus
from services.screening.store.clinics import local_day
from services.screening.store.decisions import current_decision
from services.screening.store.review_questions import (
    add_answer,
    change_question,
    find_question,
    insert_question,
    unsettled_questions,
)
from services.screening.worklist import REVIEW_QUESTION, WORKLIST

MOST_ANSWERS = 20
"""The first, and how often it is put right."""


async def ask(work: Work, decision_id: UUID, question: str) -> Row:
    """Ask the practitioners of the clinic about a review. Answers the question.

    Raises ScreeningNotFound, Superseded, NotInReview, QuestionWaits, ClaimedByAnother.
    """
    decision, stage = await _review(work, decision_id)
    await WORKLIST.require_free(work, KIND_OF[stage], decision.consult_id)
    earlier = await unsettled_questions(work, decision.consult_id, stage)
    if any(each.status == QuestionStatus.ASKED for each in earlier):
        raise QuestionWaits("A question about this waits for its answer: withdraw it first, to ask another one.")
    asked = await insert_question(work, decision, question)
    await list_review(work, decision)
    await list_question(work, asked)
    work.audit("review question asked", str(decision_id), question=str(asked.id))
    return asked


async def answer(work: Work, question_id: UUID, text: str) -> Row:
    """Answer a question, or put the answer right by a further one, until the review is over. Answers the question.

    Raises QuestionNotFound, QuestionSettled, SamePerson, ClaimedByAnother.
    """
    question = await _unsettled(work, question_id)
    if question.asked_by == work.actor.subject:
        raise SamePerson("You asked this yourself: a colleague has to answer it.")
    if len(question.answers) >= MOST_ANSWERS:
        raise QuestionSettled("This question has {count} {count:answer|answers}: ask another one.", count=MOST_ANSWERS)
    await WORKLIST.require_free(work, REVIEW_QUESTION, question_id)
    answered = await add_answer(work, question, text)
    await close_question(work, question_id, "answered")
    await _show_in_review(work, answered)
    work.audit("review question answered", str(question.screening_id), question=str(question_id))
    return answered


async def withdraw(work: Work, question_id: UUID) -> Row:
    """No answer is needed any more. Answers the question. Raises QuestionNotFound, QuestionSettled."""
    question = await _unsettled(work, question_id)
    if question.status != QuestionStatus.ASKED:
        raise QuestionSettled("This question is answered: look at the review.")
    withdrawn = await change_question(work, question_id, status=QuestionStatus.WITHDRAWN.value, settled_at=work.now)
    await close_question(work, question_id, "withdrawn")
    await _show_in_review(work, withdrawn)
    work.audit("review question withdrawn", str(question.screening_id), question=str(question_id))
    return withdrawn


async def _review(work: Work, decision_id: UUID) -> tuple[Row, ScreeningStage]:
    """A review that somebody may still rule on, under its patient's lock."""
    decision = await locked_decision(work, decision_id)
    require_counts(decision)
    stage = ScreeningStage(decision.stage)
    if decision.outcome != Outcome.REVIEW:
        raise NotInReview("This is no review, so no ruling waits for an answer: write to your colleague.")
    if stage is ScreeningStage.DAY_OF and decision.local_day != await local_day(work, decision.clinic_id):
        raise NotInReview("This check was for {day}: check again on the day of the session.", day=decision.local_day)
    return decision, stage


async def _unsettled(work: Work, question_id: UUID) -> Row:
    """A question to which something may be said, under its patient's lock."""
    missing = QuestionNotFound("There is no such question: look at the review.")
    question = await locked(work, find_question, question_id, missing)
    if question.settled_at is not None:
        raise QuestionSettled("The review is over, or the question was withdrawn: look at the review.")
    return question


async def _show_in_review(work: Work, question: Row) -> None:
    """Whoever decides sees on the item of the review that it goes on."""
    await list_review(work, await current_decision(work, question.consult_id, ScreeningStage(question.stage)))
