"""The check on the day of a session."""

from chassis.access.admission import allow
from chassis.http import Transaction, api_router, refuses
from chassis.reference.canonical import NotJson
from chassis.reference.reading import NothingInForce
from chassis.reference.store import ReferenceAltered
from chassis.refusals import NotFound
from services.screening import queries
from services.screening.access import DAY_CHECKS_WRITE
from services.screening.api.languages import LanguageQuery
from services.screening.commands.day_checks import check_day
from services.screening.domain.refusals import (
    AnswersMissing,
    AnswersNotUnderstood,
    ClinicNotKnown,
    NoClearance,
    SuspendedByReaction,
)
from services.screening.forms.day_checks import DayOfCheckForm
from services.screening.forms.decisions import Seen

router = api_router("day-of checks")


@router.post("/day-of-checks", status_code=201, dependencies=[allow(DAY_CHECKS_WRITE)])
@refuses(
    AnswersMissing,
    AnswersNotUnderstood,
    ClinicNotKnown,
    NoClearance,
    NotFound,
    NotJson,
    NothingInForce,
    ReferenceAltered,
    SuspendedByReaction,
)
async def check_on_the_day(form: DayOfCheckForm, work: Transaction, language: LanguageQuery) -> Seen:
    """Screen again on the day of a session; clears that local day at that clinic, or says why not."""
    return await queries.seen(work, await check_day(work, form), language)
