"""Take a report of a reaction, grade it at once, and put it right later."""

from datetime import UTC, date, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from chassis.access.policy import Right
from chassis.data.rows import Row
from chassis.local_time import start_of_day
from chassis.reference.kinds import Version
from chassis.refusals import FieldError
from chassis.work import Work
from contracts.screening.screenings import ReactionReported
from services.screening.access import REACTIONS_DECIDE
from services.screening.commands.suspensions import acknowledge, end, lift, suspend
from services.screening.domain.reaction_reports import (
    Findings,
    ReportSource,
    ReportStatus,
    findings_of,
    grade,
    serious_from,
)
from services.screening.domain.reaction_rules import Grade, ReactionRules
from services.screening.domain.refusals import (
    AlreadyAcknowledged,
    ClinicNotKnown,
    DaysNotPossible,
    NothingSuspended,
    NothingToLookAt,
    ReactionNotFound,
    ReportClosed,
    SignNotKnown,
)
from services.screening.domain.suspensions import SuspensionEnd
from services.screening.forms.reaction_reports import (
    AmendForm,
    DecideForm,
    OutcomeForm,
    ReactionForm,
    SuspensionDecision,
    WithdrawReportForm,
)
from services.screening.store.care_relationships import clinics_of
from services.screening.store.clinics import local_day, zone_of
from services.screening.store.patients import lock_going_on, lock_person, published_patient
from services.screening.store.reaction_reports import change_report, find_report, insert_report, note_step
from services.screening.store.reaction_rules import reaction_rules_in_force
from services.screening.store.suspensions import open_suspension
from services.screening.store.treated_sessions import find_session, latest_session

GRADE_AGAIN = "grade-reaction-again"
"""The timer that fires when a transient reaction has lasted too long; its key is the report's id."""
ONE_DAY = timedelta(days=1)
"""No clinic's calendar is further ahead than this: days are not refused while the clinic's zone is unknown."""


async def report_reaction(work: Work, form: ReactionForm) -> Row:
    """Keep a report of a patient or of staff, and grade it. A serious one suspends the patient's clearances at once.

    Answers its row. Raises RecordMerged, ClinicNotKnown, SignNotKnown, DaysNotPossible, Forbidden.
    """
    patient = await lock_going_on(work, form.patient_id)
    right = work.access.authorize(whose=form.patient_id, where=await clinics_of(work, patient))
    session = await _session(work, form.patient_id, form.session_id)
    clinic_id = session.clinic_id if session else patient.home_clinic_id
    if clinic_id is None:
        raise ClinicNotKnown("This patient has not arrived here yet: try again in a moment.")
    report = await insert_report(
        work,
        patient_id=form.patient_id,
        clinic_id=clinic_id,
        session_id=form.session_id or (session.id if session else None),
        source=(ReportSource.PATIENT if right is Right.OWN else ReportSource.STAFF).value,
        status=ReportStatus.OPEN.value,
        **await _graded(work, form.findings, clinic_id),
    )
    await note_step(work, report, "reported", **form.findings.stored())
    return await _follow(work, report)


async def _session(work: Work, patient_id: UUID, named: UUID | None) -> Row | None:
    """The session that is named, when it has arrived and is the patient's; else the patient's last one."""
    if named is None:
        return await latest_session(work, patient_id)
    found = await find_session(work, named)
    return found if found and found.patient_id == patient_id else None


async def amend_report(work: Work, report_id: UUID, form: AmendForm) -> Row:
    """Put a report right, or say what a text means; it is graded again. Answers its row.

    When a director makes it milder, the suspension that it caused is lifted; when others do, a director still decides.
    Raises ReactionNotFound, ReportClosed, SignNotKnown, DaysNotPossible.
    """
    report = await _locked(work, report_id)
    _require_standing(report)
    session_id = form.session_id or report.session_id
    graded = await _graded(work, form.findings, report.clinic_id)
    status = ReportStatus.OPEN.value if report.status == ReportStatus.TO_LOOK_AT else report.status
    changed = await change_report(work, report, session_id=session_id, status=status, **graded)
    await note_step(work, changed, "amended", reason=form.reason, **form.findings.stored())
    return await _follow(work, changed, before=report, why=form.reason)


async def withdraw_report(work: Work, report_id: UUID, form: WithdrawReportForm) -> Row:
    """It was entered in error: what it suspended counts again, unless something else suspends it. Answers its row.

    While it suspends something, only a director withdraws it. Raises ReactionNotFound, ReportClosed, Forbidden.
    """
    report = await _locked(work, report_id)
    _require_standing(report)
    suspension = await open_suspension(work, report.id)
    if suspension is not None:
        work.access.authorize(REACTIONS_DECIDE, whose=report.patient_id, where=report.clinic_id)
    changed = await change_report(work, report, status=ReportStatus.WITHDRAWN.value)
    await work.cancel_timer(GRADE_AGAIN, str(report.id))
    await note_step(work, changed, "withdrawn", reason=form.reason)
    work.audit("reaction withdrawn", f"reaction/{report.id}")
    if suspension is not None:
        await lift(work, changed, suspension, SuspensionEnd.WITHDRAWN, form.reason)
    return changed


async def acknowledge_reaction(work: Work, report_id: UUID) -> Row:
    """A medical director has taken note of a serious reaction. Of two at once the second is refused.

    Answers the report. Raises ReactionNotFound, NothingSuspended, AlreadyAcknowledged.
    """
    report = await _locked(work, report_id)
    suspension = await _suspension(work, report)
    if suspension.acknowledged_at is not None:
        raise AlreadyAcknowledged(
            "{by} has acknowledged it already: decide about it, or leave it to them.", by=suspension.acknowledged_by
        )
    await acknowledge(work, report, suspension)
    return report


async def decide_suspension(work: Work, report_id: UUID, form: DecideForm) -> Row:
    """A medical director lifts a suspension, or ends what it suspended. Answers the report.

    Raises ReactionNotFound, NothingSuspended.
    """
    report = await _locked(work, report_id)
    suspension = await _suspension(work, report)
    if suspension.acknowledged_at is None:
        suspension = await acknowledge(work, report, suspension)
    if form.decision is SuspensionDecision.LIFT:
        await lift(work, report, suspension, SuspensionEnd.LIFTED, form.reason)
    else:
        await end(work, report, suspension, form.reason)
    return report


async def record_outcome(work: Work, report_id: UUID, form: OutcomeForm) -> Row:
    """How a reaction ended; sent again, it is put right. Answers the report.

    It lifts nothing: a director does. Raises ReactionNotFound, ReportClosed, NothingToLookAt, DaysNotPossible.
    """
    report = await _locked(work, report_id)
    _require_standing(report)
    if report.findings is None:
        raise NothingToLookAt("Nobody has said yet what the signs are: amend the report first.")
    findings = findings_of(report.findings)
    today = await local_day(work, report.clinic_id)
    ended = Findings(findings.signs, findings.places, findings.began_on, form.ended_on, findings.words)
    _require_days(ended, today or work.now.date() + ONE_DAY)
    outcome = {"ended_on": form.ended_on.isoformat(), "scarring": form.scarring, "words": form.words}
    graded = await _graded(work, ended, report.clinic_id) if report.grade == Grade.TRANSIENT else {}
    changed = await change_report(work, report, status=ReportStatus.OVER.value, outcome=outcome, **graded)
    await note_step(work, changed, "outcome", **outcome)
    return await _follow(work, changed, before=report)


async def grade_again(work: Work, report_id: UUID) -> None:
    """A transient reaction has lasted longer than such reactions do, and nobody recorded its end: it is serious."""
    seen = await find_report(work, report_id)
    if seen is None:
        return
    await lock_person(work, seen.patient_id)
    report = await find_report(work, report_id)
    if report is None or report.status != ReportStatus.OPEN or report.grade != Grade.TRANSIENT:
        return
    graded = await _graded(work, findings_of(report.findings), report.clinic_id)
    changed = await change_report(work, report, **graded)
    await note_step(work, changed, "graded again")
    await _follow(work, changed, before=report)


async def _locked(work: Work, report_id: UUID) -> Row:
    """The report under its patient's lock: two people at once see each other. Raises ReactionNotFound, Forbidden."""
    seen = await find_report(work, report_id)
    if seen is None:
        raise ReactionNotFound("There is no such report: list the patient's reactions.")
    patient = await lock_person(work, seen.patient_id)
    work.access.authorize(whose=seen.patient_id, where={seen.clinic_id, *await clinics_of(work, patient)})
    return await find_report(work, report_id) or seen


async def _suspension(work: Work, report: Row) -> Row:
    suspension = await open_suspension(work, report.id)
    if suspension is None:
        raise NothingSuspended("This report suspends nothing now: read it to see what was decided.")
    return suspension


def _require_standing(report: Row) -> None:
    if report.status == ReportStatus.WITHDRAWN:
        raise ReportClosed("This report was withdrawn: report the reaction again.")


async def _graded(work: Work, findings: Findings, clinic_id: UUID) -> dict[str, Any]:
    """The columns of what was found and how it is graded. Raises SignNotKnown, DaysNotPossible."""
    today = await local_day(work, clinic_id)
    _require_days(findings, today or work.now.date() + ONE_DAY)
    rules = await reaction_rules_in_force(work, today or work.now.astimezone(UTC).date())
    if rules is not None:
        _require_signs(findings, rules)
    graded = grade(findings, rules.document if rules else None, today or work.now.astimezone(UTC).date())
    return {
        "findings": findings.stored(),
        "grade": graded.grade.value,
        "reasons": [reason.stored() for reason in graded.reasons],
        "rules": rules.version if rules else None,
        "rules_digest": rules.digest if rules else None,
        "rules_signature": rules.signature if rules else None,
    }


def _require_days(findings: Findings, last: date) -> None:
    for field in ("began_on", "ended_on"):
        day = getattr(findings, field)
        if day is not None and day > last:
            error = FieldError(field, "This day is in the future: give the day on which it was noticed.")
            raise DaysNotPossible("A day is not possible: see errors.", errors=[error])
    if findings.began_on and findings.ended_on and findings.ended_on < findings.began_on:
        error = FieldError("ended_on", "It cannot be over before it began: correct one of the two days.")
        raise DaysNotPossible("A day is not possible: see errors.", errors=[error])


def _require_signs(findings: Findings, rules: Version[ReactionRules]) -> None:
    unknown = [place for place, code in enumerate(findings.signs) if code not in rules.document.signs]
    if unknown:
        known = ", ".join(rules.document.signs)
        errors = [FieldError(f"signs.{place}", "Choose one of: {known}.", values={"known": known}) for place in unknown]
        raise SignNotKnown('Some signs are not listed: see errors. Who is not sure says "not_sure".', errors=errors)


async def _follow(work: Work, report: Row, *, before: Row | None = None, why: str = "") -> Row:
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
    rules = await reaction_rules_in_force(work, work.now.astimezone(UTC).date())
    day = serious_from(findings_of(report.findings), rules.document) if rules else None
    if report.grade != Grade.TRANSIENT or report.status != ReportStatus.OPEN or day is None:
        await work.cancel_timer(GRADE_AGAIN, str(report.id))
        return
    zone = await zone_of(work, report.clinic_id)
    due = start_of_day(day, zone) if zone else start_of_day(day + ONE_DAY, ZoneInfo("UTC"))
    await work.set_timer(GRADE_AGAIN, str(report.id), due)
