"""Reads of reports of reactions, each with the session that it follows and everything that was done about it."""

from typing import Any
from uuid import UUID

from sqlalchemy import Select, select

from chassis.data.rows import Row
from chassis.http import Page, Paging, Period, equal_to, page
from chassis.language import best_language
from chassis.reference.kinds import Version
from chassis.work import Work
from services.screening.access import visible
from services.screening.domain.reaction_reports import Cause, ReportSource, ReportStatus, findings_of
from services.screening.domain.reaction_rules import Grade, ReactionRules
from services.screening.domain.refusals import ReactionNotFound
from services.screening.forms.reaction_reports import (
    GradeReasonView,
    ReactionSummary,
    ReactionView,
    SignsView,
    SignView,
    StepView,
    SuspensionView,
    TreatedSessionView,
)
from services.screening.queries.explanations import Citations
from services.screening.queries.languages import Wanted
from services.screening.store.care_relationships import clinics_of
from services.screening.store.patients import find_patient
from services.screening.store.reaction_reports import find_report
from services.screening.store.reaction_rules import reaction_rules_of, reaction_rules_shown
from services.screening.store.treated_sessions import find_session
from services.screening.tables import reaction_reports, reaction_steps, suspensions

of = reaction_reports.c

_SENTENCES = {
    Cause.UNKNOWN_SIGN: "The rules that graded it do not list this sign.",
    Cause.NO_BEGINNING: "Nobody knows since when, so it may have lasted too long.",
    Cause.NO_RULES: "No signed reaction rules were in force: everything is serious then.",
}
_SUSPENDS = (
    select(suspensions.c.id)
    .where(suspensions.c.report_id == of.id, suspensions.c.ended_at.is_(None))
    .exists()
    .label("suspends")
)


async def reaction_signs(work: Work, wanted: Wanted) -> SignsView:
    """What can be reported, in the reader's language as far as there are names in it."""
    rules = await reaction_rules_shown(work, work.now.date())
    if rules is None:
        return SignsView(language="en", signs=[])
    document = rules.document
    language = best_language(wanted.tags, tuple(document.languages), document.language)
    signs = [SignView(code=code, name=sign.names[language]) for code, sign in document.signs.items()]
    return SignsView(language=language, signs=signs)


async def list_reactions(
    work: Work,
    paging: Paging,
    period: Period,
    *,
    patient_id: UUID | None,
    clinic_id: UUID | None,
    status: ReportStatus | None,
    grade: Grade | None,
) -> Page[ReactionSummary]:
    """Reports, the newest first."""
    wanted = equal_to({of.patient_id: patient_id, of.clinic_id: clinic_id, of.status: status, of.grade: grade})
    seen = visible(work.access.reach(whose=patient_id, where=clinic_id), reaction_reports)
    statement: Select[Any] = select(reaction_reports, _SUSPENDS).where(*wanted, seen, *period.of(of.reported_at))
    return await page(work, statement, [of.id.desc()], paging, ReactionSummary.model_validate)


async def one_reaction(work: Work, report_id: UUID) -> ReactionView:
    """One report. Raises ReactionNotFound, Forbidden."""
    report = await find_report(work, report_id)
    if report is None:
        raise ReactionNotFound("There is no such report: list the patient's reactions.")
    patient = await find_patient(work, report.patient_id)
    work.access.authorize(whose=report.patient_id, where={report.clinic_id, *await clinics_of(work, patient)})
    return await shown(work, report)


async def shown(work: Work, report: Row) -> ReactionView:
    """A report with its session, its suspension and its steps."""
    suspension = await _last_suspension(work, report.id)
    session = await find_session(work, report.session_id) if report.session_id else None
    if session is not None and session.patient_id != report.patient_id:
        session = None  # it was named before it arrived, and turned out to be somebody else's
    rules = await reaction_rules_of(work, report)
    findings = findings_of(report.findings) if report.findings else None
    named = {name: value for name, value in report._mapping.items() if name in ReactionView.model_fields}
    return ReactionView.model_validate(
        {
            **named,
            "source": ReportSource(report.source),
            "suspends": suspension is not None and suspension.ended_at is None,
            "signs": findings.signs if findings else (),
            "places": findings.places if findings else (),
            "began_on": findings.began_on if findings else None,
            "ended_on": findings.ended_on if findings else None,
            "words": findings.words if findings else None,
            "reasons": [_reason(each, rules) for each in report.reasons],
            "session": TreatedSessionView.model_validate(session) if session else None,
            "suspension": SuspensionView.model_validate(suspension) if suspension else None,
            "steps": await _steps(work, report.id),
        }
    )


async def _last_suspension(work: Work, report_id: UUID) -> Row | None:
    statement = select(suspensions).where(suspensions.c.report_id == report_id)
    return (await work.execute(statement.order_by(suspensions.c.id.desc()).limit(1))).first()


async def _steps(work: Work, report_id: UUID) -> list[StepView]:
    statement = select(reaction_steps).where(reaction_steps.c.report_id == report_id).order_by(reaction_steps.c.id)
    return [StepView.model_validate(row) for row in await work.execute(statement)]


def _reason(stored: dict[str, Any], graded_by: Version[ReactionRules] | None) -> GradeReasonView:
    """A reason in the words of the rules that graded, whatever is in force today."""
    cause, code = Cause(stored["cause"]), stored["sign"]
    rules = graded_by.document if graded_by else None
    sources: tuple[str, ...] = ("policy",)
    sentence = _SENTENCES.get(cause, "")
    if rules is not None and cause is Cause.LASTS:
        sentence, sources = rules.transient_days.sentence, rules.transient_days.sources
    if rules is not None and cause is Cause.SIGN:
        sign = rules.signs[code]
        sentence, sources = sign.names[rules.language], sign.sources
    cited = Citations(graded_by.bibliography if graded_by else {}).sources(sources)
    return GradeReasonView(grade=Grade(stored["grade"]), cause=cause, sign=code, sentence=sentence, sources=cited)
