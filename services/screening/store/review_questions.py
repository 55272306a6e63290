"""Questions about reviews, with their answers."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select, update

from chassis.data.rows import Row
from chassis.ids import new_id
from chassis.work import Work
from services.screening.domain.outcomes import ScreeningStage
from services.screening.domain.review_questions import QuestionStatus
from services.screening.tables import review_questions as questions


async def insert_question(work: Work, decision: Row, question: str) -> Row:
    """Keep what is asked about a decision. Answers the new row."""
    statement = insert(questions).values(
        id=new_id(),
        consult_id=decision.consult_id,
        stage=decision.stage,
        screening_id=decision.id,
        patient_id=decision.patient_id,
        clinic_id=decision.clinic_id,
        question=question,
        asked_by=work.actor.subject,
        asked_at=work.now,
        status=QuestionStatus.ASKED.value,
        answers=[],
    )
    return (await work.execute(statement.returning(*questions.c))).one()


async def find_question(work: Work, question_id: UUID) -> Row | None:
    """One question."""
    return (await work.execute(select(questions).where(questions.c.id == question_id))).first()


async def questions_of(work: Work, consult_id: UUID) -> Sequence[Row]:
    """What was asked about a consult's reviews, the newest first."""
    found = select(questions).where(questions.c.consult_id == consult_id)
    return (await work.execute(found.order_by(questions.c.id.desc()))).all()


async def unsettled_questions(work: Work, consult_id: UUID, stage: ScreeningStage) -> Sequence[Row]:
    """Those to which something may still be said, the newest first."""
    found = select(questions).where(
        questions.c.consult_id == consult_id, questions.c.stage == stage, questions.c.settled_at.is_(None)
    )
    return (await work.execute(found.order_by(questions.c.id.desc()))).all()


async def change_question(work: Work, question_id: UUID, **values: Any) -> Row:
    """Change these columns. Answers what it is now."""
    statement = update(questions).where(questions.c.id == question_id).values(**values)
    return (await work.execute(statement.returning(*questions.c))).one()


async def add_answer(work: Work, question: Row, answer: str) -> Row:
    """A first answer, or a further one that puts it right. Answers what the question is now."""
    given: Mapping[str, str] = {"text": answer, "by": work.actor.subject, "at": work.now.isoformat()}
    return await change_question(
        work, question.id, status=QuestionStatus.ANSWERED.value, answers=[*question.answers, given]
    )
