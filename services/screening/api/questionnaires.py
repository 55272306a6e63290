"""What is asked."""

from chassis.access.admission import allow
from chassis.http import Transaction, api_router, refuses
from chassis.reference.canonical import NotJson
from chassis.reference.store import ReferenceAltered
from chassis.refusals import NotFound
from services.screening import queries
from services.screening.access import QUESTIONNAIRE_READ
from services.screening.api.languages import LanguageQuery
from services.screening.domain.outcomes import ScreeningStage
from services.screening.domain.refusals import NothingToAsk
from services.screening.forms.questionnaires import QuestionnaireView

router = api_router("questionnaire")


@router.get("/questionnaire", dependencies=[allow(QUESTIONNAIRE_READ)])
@refuses(NotFound, NotJson, NothingToAsk, ReferenceAltered)
async def read_questionnaire(
    work: Transaction, language: LanguageQuery, stage: ScreeningStage = ScreeningStage.CONSULT
) -> QuestionnaireView:
    """The questions of the health declaration, or with ``stage=day_of`` those of the day-of check."""
    return await queries.questionnaire(work, stage, language)
