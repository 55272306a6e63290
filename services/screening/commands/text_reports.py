"""A patient wrote back: what may tell of a reaction is a report that somebody has to look at."""

from chassis.work import Work
from contracts.notifications.texts import TextReceived, TextSettled
from services.screening.commands.reaction_reports import withdraw
from services.screening.domain.due_times import LOOK_SOON_WITHIN, LOOK_WITHIN
from services.screening.domain.reaction_reports import ReportSource, ReportStatus, may_tell_of_reaction
from services.screening.store.patients import lock_person
from services.screening.store.reaction_reports import RECEIVED, insert_report, note_step, report_to_look_at, texts_of
from services.screening.store.treated_sessions import latest_session
from services.screening.worklist import REPORT_TO_LOOK_AT, WORKLIST


async def look_at_text(work: Work, text: TextReceived) -> None:
    """Open a report without a grade: nobody has said yet what the signs are.

    While one waits, what the patient writes next belongs to it: whoever looks at one looks at all.
    """
    patient = await lock_person(work, text.patient_id)
    if patient.erased_at is not None:
        return  # another topic, which may come later
    session = await latest_session(work, patient.id)
    last = session.performed_at if session else None
    if not may_tell_of_reaction(last, text.received_at, soon=text.soon):
        return
    waiting = await report_to_look_at(work, patient.id)
    if waiting is not None:
        await note_step(work, waiting, RECEIVED, text_id=str(text.text_id))
        return
    report = await insert_report(
        work,
        patient_id=patient.id,
        clinic_id=session.clinic_id if session else text.clinic_id,
        session_id=session.id if session else None,
        text_id=text.text_id,
        source=ReportSource.TEXT.value,
        status=ReportStatus.TO_LOOK_AT.value,
        reasons=[],
    )
    await note_step(work, report, RECEIVED, text_id=str(text.text_id))
    await WORKLIST.open(
        work,
        REPORT_TO_LOOK_AT,
        report.id,
        clinic_id=report.clinic_id,
        patient_id=patient.id,
        due_at=work.now + (LOOK_SOON_WITHIN if text.soon else LOOK_WITHIN),
        about={"text_id": text.text_id},
    )


async def forget_text(work: Work, text: TextSettled) -> None:
    """Whoever read it says that it is about no reaction: a report that came of this text alone is withdrawn.

    One that somebody has looked at, or that other texts belong to, stays.
    """
    if not text.no_reaction:
        return
    patient = await lock_person(work, text.patient_id)
    report = await report_to_look_at(work, patient.id)
    if report is not None and await texts_of(work, report) == [str(text.text_id)]:
        await withdraw(work, report, "Whoever read the text says that it is about no reaction.")
