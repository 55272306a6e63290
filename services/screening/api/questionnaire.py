"""What is asked."""

from typing import Annotated

from chassis.access.actors import Actor, Role
from chassis.access.tokens import allow
from chassis.http import Transaction, api_router
from contracts.vocabulary import ScreeningStage
from services.screening.forms.answers import ItemView, QuestionnaireView
from services.screening.store.rule_sets import in_force

router = api_router("questionnaire")
Reader = Annotated[Actor, allow(Role.PATIENT, Role.FRONT_DESK, Role.PRACTITIONER, Role.MEDICAL_DIRECTOR)]


@router.get("/questionnaire")
async def read_questionnaire(
    actor: Reader, work: Transaction, stage: ScreeningStage = ScreeningStage.CONSULT
) -> QuestionnaireView:
    """The items of the health declaration, or with ``stage=day_of`` those of the day-of check."""
    rule_set = in_force(work.now.date())
    items = [ItemView(code=asked.code, text=asked.text, kind=asked.kind) for asked in rule_set.questions[stage]]
    return QuestionnaireView(rule_set=rule_set.version, stage=stage, items=items)
