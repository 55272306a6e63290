"""Take a report of a reaction, put it right later, and let a director decide.

What its grade asks for: commands/reaction_grades.py.
"""

from uuid import UUID

from chassis.access.policy import Right
from chassis.data.rows import Row
from chassis.work import Work
from contracts.screening.screenings import ReactionWithdrawn
from services.screening.access import REACTIONS_DECIDE
from services.screening.commands.reaction_grades import GRADE_AGAIN, follow_grade, graded_columns, require_days
from services.screening.commands.suspensions import acknowledge, end, lift
from services.screening.domain.reaction_reports import Findings, ReportSource, ReportStatus, findings_of
from services.screening.domain.reaction_rules import Grade
from services.screening.domain.refusals import (
    AlreadyAcknowledged,
    ClinicNotKnown,
    NothingSuspended,
    NothingToLookAt,
    ReactionNotFound,
    ReportClosed,
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
from services.screening.store.patients import lock_going_on, lock_person, published_patient
from services.screening.store.reaction_reports import change_report, find_report, insert_report, note_step
from services.screening.store.suspensions import open_suspension
from services.screening.store.treated_sessions import find_session, latest_session
from services.screening.worklist import REPORT_TO_LOOK_AT, WORKLIST


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
        **await graded_columns(work, form.findings, clinic_id),
    )
    photos = {"photo_ids": [str(each) for each in form.photo_ids]} if form.photo_ids else {}
    await note_step(work, report, "reported", **form.findings.stored(), **photos)
    return await follow_grade(work, report)


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
    graded = await graded_columns(work, form.findings, report.clinic_id)
    status = ReportStatus.OPEN.value if report.status == ReportStatus.TO_LOOK_AT else report.status
    changed = await change_report(work, report, session_id=session_id, status=status, **graded)
    await WORKLIST.close(work, REPORT_TO_LOOK_AT, report.id, "looked_at")
    await note_step(work, changed, "amended", reason=form.reason, **form.findings.stored())
    return await follow_grade(work, changed, before=report, why=form.reason)


async def withdraw_report(work: Work, report_id: UUID, form: WithdrawReportForm) -> Row:
    """It was entered in error: what it suspended counts again, unless something else suspends it. Answers its row.

    While it suspends something, only a director withdraws it. Raises ReactionNotFound, ReportClosed, Forbidden.
    """
    report = await _locked(work, report_id)
    _require_standing(report)
    suspension = await open_suspension(work, report.id)
    if suspension is not None:
        work.access.authorize(REACTIONS_DECIDE, whose=report.patient_id, where=report.clinic_id)
    changed = await withdraw(work, report, form.reason)
    if suspension is not None:
        await lift(work, changed, suspension, SuspensionEnd.WITHDRAWN, form.reason)
    return changed


async def withdraw(work: Work, report: Row, reason: str) -> Row:
    """A report whose patient's row is locked counts no longer, and others are informed. Answers its row."""
    changed = await change_report(work, report, status=ReportStatus.WITHDRAWN.value)
    await work.cancel_timer(GRADE_AGAIN, str(report.id))
    await WORKLIST.close(work, REPORT_TO_LOOK_AT, report.id, "withdrawn")
    await note_step(work, changed, "withdrawn", reason=reason)
    work.audit("reaction withdrawn", f"reaction/{report.id}")
    work.publish(
        ReactionWithdrawn(
            report_id=report.id,
            patient_id=published_patient(report),
            clinic_id=report.clinic_id,
            withdrawn_at=work.now,
        )
    )
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
    ended = Findings(findings.signs, findings.places, findings.began_on, form.ended_on, findings.words)
    await require_days(work, ended, report.clinic_id)
    outcome = {"ended_on": form.ended_on.isoformat(), "scarring": form.scarring, "words": form.words}
    graded = await graded_columns(work, ended, report.clinic_id) if report.grade == Grade.TRANSIENT else {}
    changed = await change_report(work, report, status=ReportStatus.OVER.value, outcome=outcome, **graded)
    await note_step(work, changed, "outcome", **outcome)
    return await follow_grade(work, changed, before=report)


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
