"""Grade what was found, and do what the grade asks for: tell, suspend or lift, and look again when it lasts."""

from datetime import UTC, date, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from chassis.data.rows import Row
from chassis.local_time import start_of_day
from chassis.reference.kinds import Version
from chassis.refusals import FieldError
from chassis.work import Work
from contracts.screening.screenings import ReactionReported
from services.screening.access import REACTIONS_DECIDE
from services.screening.commands.suspensions import lift, suspend
from services.screening.domain.reaction_reports import (
    Findings,
    ReportStatus,
    findings_of,
    grade,
    serious_from,
)
from services.screening.domain.reaction_rules import Grade, ReactionRules
from services.screening.domain.refusals import DaysNotPossible, SignNotKnown
from services.screening.domain.suspensions import SuspensionEnd
from services.screening.store.clinics import local_day, zone_of
from services.screening.store.patients import lock_person, published_patient
from services.screening.store.reaction_reports import change_report, find_report, note_step
from services.screening.store.reaction_rules import reaction_rules_in_force
from services.screening.store.suspensions import open_suspension

GRADE_AGAIN = "grade-reaction-again"
"""The timer that fires when a transient reaction has lasted too long; its key is the report's id."""
ONE_DAY = timedelta(days=1)
"""No clinic's calendar is further ahead than this: days are not refused while the clinic's zone is unknown."""


async def graded_columns(work: Work, findings: Findings, clinic_id: UUID) -> dict[str, Any]:
    """The columns of what was found and how it is graded. Raises SignNotKnown, DaysNotPossible."""
    today = await require_days(work, findings, clinic_id)
    rules = await reaction_rules_in_force(work, today)
    if rules is not None:
        _require_signs(findings, rules)
    graded = grade(findings, rules.document if rules else None, today)
    return {
        "findings": findings.stored(),
        "grade": graded.grade.value,
        "reasons": [reason.stored() for reason in graded.reasons],
        "rules": rules.version if rules else None,
        "rules_digest": rules.digest if rules else None,
        "rules_signature": rules.signature if rules else None,
    }


async def require_days(work: Work, findings: Findings, clinic_id: UUID) -> date:
    """The day at the clinic; that of UTC while its zone is not known. Raises DaysNotPossible for a later one."""
    today = await local_day(work, clinic_id)
    last = today or work.now.date() + ONE_DAY
    for field in ("began_on", "ended_on"):
        day = getattr(findings, field)
        if day is not None and day > last:
            error = FieldError(field, "This day is in the future: give the day on which it was noticed.")
            raise DaysNotPossible("A day is not possible: see errors.", errors=[error])
    if findings.began_on and findings.ended_on and findings.ended_on < findings.began_on:
        error = FieldError("ended_on", "It cannot be over before it began: correct one of the two days.")
        raise DaysNotPossible("A day is not possible: see errors.", errors=[error])
    return today or work.now.astimezone(UTC).date()


def _require_signs(findings: Findings, rules: Version[ReactionRules]) -> None:
    unknown = [place for place, code in enumerate(findings.signs) if code not in rules.document.signs]
    if unknown:
        known = ", ".join(rules.document.signs)
        errors = [FieldError(f"signs.{place}", "Choose one of: {known}.", values={"known": known}) for place in unknown]
        raise SignNotKnown('Some signs are not listed: see errors. Who is not sure says "not_sure".', errors=errors)


async def follow_grade(work: Work, report: Row, *, before: Row | None = None, why: str = "") -> Row:
    """Do what the new grade asks for. ``before`` is the report as it was. Answers the report."""
    if before is None or report.grade != before.grade:
        work.publish(
            ReactionReported(
                report_id=report.id,
                patient_id=published_patient(report),
                clinic_id=report.clinic_id,
                grade=report.grade,
                reported_at=work.now,
            )
        )
    suspension = await open_suspension(work, report.id)
    if suspension is None and _is_worse(report, before):
        await suspend(work, report)
    elif suspension is not None and report.grade == Grade.TRANSIENT and _may_decide(work, report):
        await lift(work, report, suspension, SuspensionEnd.WITHDRAWN, why)
    await _watch(work, report)
    return report


def _is_worse(report: Row, before: Row | None) -> bool:
    """Whether there is a reason to suspend that was not there before."""
    if report.grade != Grade.SERIOUS:
        return False
    known = before.reasons if before is not None else []
    return any(reason not in known for reason in report.reasons if reason["grade"] == Grade.SERIOUS)


def _may_decide(work: Work, report: Row) -> bool:
    return work.access.may(REACTIONS_DECIDE, whose=report.patient_id, where=report.clinic_id)


async def _watch(work: Work, report: Row) -> None:
    """Set, move or cancel the timer that grades a transient reaction again when it has lasted too long."""
    lasts = report.grade == Grade.TRANSIENT and report.status == ReportStatus.OPEN
    rules = await reaction_rules_in_force(work, work.now.astimezone(UTC).date()) if lasts else None
    day = serious_from(findings_of(report.findings), rules.document) if rules else None
    if day is None:
        await work.cancel_timer(GRADE_AGAIN, str(report.id))
        return
    zone = await zone_of(work, report.clinic_id)
    due = start_of_day(day, zone) if zone else start_of_day(day + ONE_DAY, ZoneInfo("UTC"))
    await work.set_timer(GRADE_AGAIN, str(report.id), due)


async def grade_again(work: Work, report_id: UUID) -> None:
    """A transient reaction has lasted longer than such reactions do, and nobody recorded its end: it is serious."""
    seen = await find_report(work, report_id)
    if seen is None:
        return
    await lock_person(work, seen.patient_id)
    report = await find_report(work, report_id)
    if report is None or report.status != ReportStatus.OPEN or report.grade != Grade.TRANSIENT:
        return
    graded = await graded_columns(work, findings_of(report.findings), report.clinic_id)
    changed = await change_report(work, report, **graded)
    await note_step(work, changed, "graded again")
    await follow_grade(work, changed, before=report)
