"""Whoever treated a patient saw a serious reaction before they left: it is a report like any other, at once.

When the session's record is put right, the report follows, for as long as nobody has worked on it. After that a
clinician decides.
"""

from chassis.data.rows import Row
from chassis.work import Work
from contracts.booking.sessions import SessionAmended, SessionFacts, SessionPerformed, SessionVoided
from services.screening.commands.reaction_grades import follow_grade
from services.screening.commands.reaction_reports import withdraw
from services.screening.commands.session_versions import said_by, version_of
from services.screening.commands.suspensions import lift
from services.screening.domain.due_times import LOOK_AT_CORRECTED_WITHIN
from services.screening.domain.reaction_reports import Cause, Findings, Reason, ReportSource, ReportStatus
from services.screening.domain.reaction_rules import Grade
from services.screening.domain.suspensions import SuspensionEnd
from services.screening.store.clinics import zone_of
from services.screening.store.patients import lock_person
from services.screening.store.reaction_reports import (
    SESSION_CORRECTED,
    change_report,
    insert_report,
    is_worked_on,
    note_step,
    report_at,
)
from services.screening.store.suspensions import open_suspension
from services.screening.store.treated_sessions import is_out_of_date
from services.screening.worklist import REPORT_TO_LOOK_AT, WORKLIST

SERIOUS = "serious"
AS_SEEN = "serious_at_session"
"""Stands for the signs until somebody amends the report. No rules list it, so it is serious."""
NOT_SEEN = "The session's record was put right: no serious reaction was seen before the patient left."
NO_SESSION = "The session was entered in error: it did not take place."


async def report_at_session(work: Work, event: SessionPerformed) -> None:
    """Open a serious report, which suspends the patient. The signs are for whoever amends it."""
    if event.immediate_reaction == SERIOUS and not await is_out_of_date(work, event.session_id, version_of(event)):
        await _report(work, event)


async def report_as_amended(work: Work, event: SessionAmended) -> None:
    """Do what a session that is recorded so from the start asks for, whatever its record said before."""
    before, after = event.before.immediate_reaction == SERIOUS, event.after.immediate_reaction == SERIOUS
    patient = await lock_person(work, event.patient_id)
    if await is_out_of_date(work, event.session_id, version_of(event)):
        return
    if after and not before:
        if await report_at(work, patient.id, event.session_id, AS_SEEN) is None:
            await _report(work, event)
    elif before and not after:
        await _take_back(work, event, NOT_SEEN)
    elif before:
        await _correct(work, event)


async def take_back_report(work: Work, event: SessionVoided) -> None:
    """The session did not take place: nothing was seen at it."""
    await _take_back(work, event, NO_SESSION)


async def _report(work: Work, event: SessionPerformed | SessionAmended) -> None:
    patient = await lock_person(work, event.patient_id)
    if patient.erased_at is not None:
        return  # another topic, which may come later
    findings = await _seen(work, event)
    report = await insert_report(
        work,
        patient_id=patient.id,
        clinic_id=event.clinic_id,
        session_id=event.session_id,
        source=ReportSource.STAFF.value,
        status=ReportStatus.OPEN.value,
        findings=findings.stored(),
        grade=Grade.SERIOUS.value,
        reasons=[Reason(Grade.SERIOUS, Cause.UNKNOWN_SIGN, AS_SEEN).stored()],
    )
    await note_step(work, report, "reported", **findings.stored())
    await follow_grade(work, report)


async def _seen(work: Work, event: SessionPerformed | SessionAmended) -> Findings:
    said: SessionPerformed | SessionFacts = said_by(event)
    zone = await zone_of(work, event.clinic_id)
    began_on = said.performed_at.astimezone(zone).date() if zone else said.performed_at.date()
    return Findings(signs=(AS_SEEN,), places=(said.area,), began_on=began_on)


async def _take_back(work: Work, event: SessionAmended | SessionVoided, reason: str) -> None:
    """Withdraw the report that came of the session; one that somebody has worked on is for a clinician."""
    patient = await lock_person(work, event.patient_id)
    report = await report_at(work, patient.id, event.session_id, AS_SEEN)
    if report is None:
        return
    if await is_worked_on(work, report):
        await _have_looked_at(work, report, reason)
        return
    changed = await withdraw(work, report, reason)
    suspension = await open_suspension(work, report.id)
    if suspension is not None:
        await lift(work, changed, suspension, SuspensionEnd.WITHDRAWN, reason)


async def _correct(work: Work, event: SessionAmended) -> None:
    """The reaction was seen on another day, or on another part of the body. It stays serious."""
    patient = await lock_person(work, event.patient_id)
    report = await report_at(work, patient.id, event.session_id, AS_SEEN)
    findings = await _seen(work, event)
    if report is None or await is_worked_on(work, report) or report.findings == findings.stored():
        return
    changed = await change_report(work, report, findings=findings.stored())
    await note_step(work, changed, SESSION_CORRECTED, **findings.stored())


async def _have_looked_at(work: Work, report: Row, reason: str) -> None:
    """A clinician amends or withdraws the report. What it suspends stays suspended until then."""
    await note_step(work, report, SESSION_CORRECTED, reason=reason)
    await WORKLIST.open(
        work,
        REPORT_TO_LOOK_AT,
        report.id,
        clinic_id=report.clinic_id,
        patient_id=report.patient_id,
        due_at=work.now + LOOK_AT_CORRECTED_WITHIN,
    )
