"""What the patient says on the day of a session that differs from the declaration."""

import dataclasses
from collections.abc import Mapping
from typing import Any

from chassis.data.rows import Row
from chassis.ids import new_id
from chassis.reference.kinds import Version
from chassis.work import Work
from services.screening.commands.consults import decide_again
from services.screening.domain.answers import read_answers, still_fitting
from services.screening.domain.facts import answers_of
from services.screening.domain.outcomes import ScreeningStage
from services.screening.domain.refusals import AnswersNotUnderstood
from services.screening.domain.rule_sets import RuleSet
from services.screening.domain.signatures import Signature
from services.screening.store.decisions import current_clearances
from services.screening.store.declarations import insert_declaration, latest_declaration
from services.screening.store.intakes import find_intake

STAGE = ScreeningStage.CONSULT


async def declare_changes(
    work: Work,
    patient: Row,
    clearance: Row,
    rules: Version[RuleSet],
    changes: Mapping[str, Any],
    signature: Signature | None,
) -> Row:
    """Add what changed to the declaration and decide again. Answers the consult's decision that counts now.

    The declaration is no younger for it: what was not asked again is as old as it was. Without a signature the changes
    make the decision stricter at most. The patient's row is locked. Raises AnswersNotUnderstood.
    """
    given, problems = read_answers(rules.document, STAGE, changes)
    if problems:
        paths = [dataclasses.replace(each, field=each.field.replace("answers", "changes", 1)) for each in problems]
        raise AnswersNotUnderstood("Some answers do not fit their questions: see errors.", errors=paths)
    earlier = await latest_declaration(work, patient.id)
    intake = await find_intake(work, earlier.intake_id) if earlier else None
    if earlier is None or intake is None:
        raise AssertionError("there is a clearance, so there is a declaration")
    declared = still_fitting(rules.document, STAGE, answers_of(earlier.answers))
    if all(code in declared and declared[code] == answer for code, answer in given.items()):
        return clearance
    declaration = await insert_declaration(
        work,
        new_id(),
        intake,
        {**declared, **given},
        rules,
        whole_at=earlier.whole_at,
        language=earlier.language,
        signature=signature if earlier.signed_name is not None else None,
    )
    work.audit("declaration changed on the day", str(declaration.id))
    await decide_again(work, patient, declaration)
    return (await current_clearances(work, patient.id, clearance.consult_id))[0]
