"""Whoever treated a patient saw a serious reaction before they left: it is a report like any other, at once."""

from chassis.work import Work
from contracts.booking.sessions import SessionPerformed
from services.screening.commands.reaction_grades import follow_grade
from services.screening.domain.reaction_reports import Cause, Findings, Reason, ReportSource, ReportStatus
from services.screening.domain.reaction_rules import Grade
from services.screening.store.clinics import zone_of
from services.screening.store.patients import lock_person
from services.screening.store.reaction_reports import insert_report, note_step

SERIOUS = "serious"
AS_SEEN = "serious_at_session"
"""Stands for the signs until somebody amends the report. No rules list it, so it is serious."""


async def report_at_session(work: Work, event: SessionPerformed) -> None:
    """Open a serious report, which suspends the patient. The signs are for whoever amends it."""
    if event.immediate_reaction != SERIOUS:
        return
    patient = await lock_person(work, event.patient_id)
    if patient.erased_at is not None:
        return  # another topic, which may come later
    zone = await zone_of(work, event.clinic_id)
    began_on = event.performed_at.astimezone(zone).date() if zone else event.performed_at.date()
    findings = Findings(signs=(AS_SEEN,), places=(event.area,), began_on=began_on)
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
