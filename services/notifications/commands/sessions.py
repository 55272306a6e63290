"""The days after a session, as its record says; and who calls when what has left already is wrong."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from chassis.work import Work
from contracts.booking.courses import CourseReopened
from contracts.booking.sessions import SessionAmended, SessionFacts, SessionPerformed, SessionVoided
from services.notifications.commands.plans import announce, call_off
from services.notifications.domain.messages import Announcement, Status, about_course, about_session
from services.notifications.domain.occasions import Occasion
from services.notifications.store.merges import person
from services.notifications.store.messages import Found, change_message, messages_that_left
from services.notifications.store.sessions import is_corrected, keep_correction
from services.notifications.store.templates import edition_named
from services.notifications.worklist import ADVICE_TO_CORRECT, PATIENT_TO_CALL, WORKLIST

CORRECT_WITHIN = timedelta(hours=4)
"""How soon somebody calls a patient who was sent what is not true: a policy of the chain."""
AMENDED = "the session's record was put right"
VOIDED = "the session was entered in error"
REOPENED = "the course goes on"


async def give_aftercare(work: Work, event: SessionPerformed) -> None:
    """Plan what the templates say for this kind of device, unless the record has been put right since."""
    if await is_corrected(work, event.session_id):
        return
    await announce(work, _aftercare(event, event))


async def correct_aftercare(work: Work, event: SessionAmended) -> None:
    """Plan it again when the kind of device or the time was another one. What has left, and is right, is not repeated.

    Templates depend on nothing else of a session, such as its device model or its area.
    """
    before, after = event.before, event.after
    if not await keep_correction(work, event.session_id, event.session_version):
        return
    if (before.modality, before.performed_at) == (after.modality, after.performed_at):
        return
    about = about_session(event.session_id)
    await call_off(work, about, AMENDED)
    left = await messages_that_left(work, await person(work, event.patient_id), about)
    right = [row for row in left if await _follows(work, row, Occasion.SESSION_PERFORMED, after.modality)]
    await announce(work, _aftercare(event, after), without=frozenset(row.template for row in right))
    for row in right:
        await change_message(work, row.id, reason=None if row.status == Status.SENT.value else row.reason)
    await have_corrected(work, event.session_id, [row for row in left if row not in right], AMENDED)


async def withdraw_aftercare(work: Work, event: SessionVoided) -> None:
    """The session did not take place: what has not left does not leave, and somebody calls about what has."""
    if not await keep_correction(work, event.session_id, event.session_version):
        return
    about = about_session(event.session_id)
    await call_off(work, about, VOIDED)
    left = await messages_that_left(work, await person(work, event.patient_id), about)
    await have_corrected(work, event.session_id, left, VOIDED)


async def withdraw_results(work: Work, event: CourseReopened) -> None:
    """The course was not complete: the same for what was said about its results."""
    about = about_course(event.course_id)
    await call_off(work, about, REOPENED)
    left = await messages_that_left(work, await person(work, event.patient_id), about)
    wrong = [row for row in left if await _follows(work, row, Occasion.COURSE_COMPLETED)]
    await have_corrected(work, event.course_id, wrong, REOPENED)


def _aftercare(event: SessionPerformed | SessionAmended, facts: SessionPerformed | SessionFacts) -> Announcement:
    return Announcement(
        Occasion.SESSION_PERFORMED,
        about=about_session(event.session_id),
        clinic_id=event.clinic_id,
        happened_at=facts.performed_at,
        patient_id=event.patient_id,
        word=facts.modality,
    )


async def _follows(work: Work, row: Found, occasion: Occasion, word: str | None = None) -> bool:
    """Whether the templates that a message was made from write it then."""
    templates = (await edition_named(work, row.template_version)).templates
    if word is None:
        return templates.follows(frozenset({occasion}), row.template)
    return row.template in templates.for_occasion(occasion, word)


async def have_corrected(work: Work, subject_id: UUID, wrong: Sequence[Found], why: str) -> None:
    """Somebody calls the patient about what was sent; about what did not reach them nobody has to call any longer."""
    for row in wrong:
        if row.status == Status.FAILED.value:
            await WORKLIST.close(work, PATIENT_TO_CALL, row.id, "corrected")
    sent = [row for row in wrong if row.status == Status.SENT.value]
    if not sent:
        await WORKLIST.close(work, ADVICE_TO_CORRECT, subject_id, "corrected")
        return
    for row in sent:
        await change_message(work, row.id, reason=f"not true any longer: {why}")
    last = sent[-1]
    await WORKLIST.open(
        work,
        ADVICE_TO_CORRECT,
        subject_id,
        clinic_id=last.clinic_id,
        patient_id=last.patient_id,
        due_at=work.now + CORRECT_WITHIN,
        about={"message_id": last.id},
    )
