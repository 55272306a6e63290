"""Health declarations."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import insert, select

from chassis.data.rows import Row
from chassis.reference.kinds import Version
from chassis.work import Work
from services.screening.domain.facts import Answer, answers_of, stored_answers
from services.screening.domain.rule_sets import RuleSet
from services.screening.domain.signatures import Signature
from services.screening.tables import declarations


async def latest_declaration(work: Work, patient_id: UUID) -> Row | None:
    """What the patient declared last."""
    newest = select(declarations).where(declarations.c.patient_id == patient_id)
    return (await work.execute(newest.order_by(declarations.c.number.desc()).limit(1))).first()


async def latest_signed(work: Work, patient_id: UUID) -> Row | None:
    """What somebody signed last for the patient."""
    signed = select(declarations).where(
        declarations.c.patient_id == patient_id, declarations.c.signed_name.is_not(None)
    )
    return (await work.execute(signed.order_by(declarations.c.number.desc()).limit(1))).first()


async def find_declaration(work: Work, declaration_id: UUID) -> Row | None:
    """One declaration."""
    return (await work.execute(select(declarations).where(declarations.c.id == declaration_id))).first()


async def answers_before(work: Work, declaration: Row) -> list[Mapping[str, Answer]]:
    """What the patient had declared before, each declaration by itself."""
    statement = select(declarations.c.answers).where(
        declarations.c.patient_id == declaration.patient_id, declarations.c.number < declaration.number
    )
    return [answers_of(row.answers) for row in await work.execute(statement)]


async def insert_declaration(
    work: Work,
    declaration_id: UUID,
    intake: Row,
    answers: Mapping[str, Answer],
    rules: Version[RuleSet],
    *,
    whole_at: datetime,
    language: str | None,
    signature: Signature | None = None,
) -> Row:
    """Keep what a patient declares. Answers the new row."""
    statement = insert(declarations).values(
        id=declaration_id,
        intake_id=intake.id,
        patient_id=intake.patient_id,
        answers=stored_answers(answers),
        rule_set=rules.version,
        rule_set_digest=rules.digest,
        language=language,
        whole_at=whole_at,
        submitted_at=work.now,
        submitted_by=work.actor.subject,
        signed_name=signature.name if signature else None,
        signer=signature.signer if signature else None,
    )
    return (await work.execute(statement.returning(*declarations.columns))).one()
