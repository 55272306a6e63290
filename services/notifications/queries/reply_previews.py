"""What an answer in a thread would be."""

from uuid import UUID

from chassis.work import Work
from services.notifications.domain.occasions import Occasion
from services.notifications.domain.recipients import Channel
from services.notifications.domain.refusals import NO_TEMPLATE_IN_THREAD, NoTemplateForAnswers
from services.notifications.domain.sms import is_gsm, segments
from services.notifications.domain.text_answers import require_answer
from services.notifications.domain.wording import fill_in
from services.notifications.forms.texts import TextPatientView
from services.notifications.forms.threads import ReplyPreviewView
from services.notifications.queries.threads import read_thread
from services.notifications.store.surroundings import surroundings_of
from services.notifications.store.templates import Edition, edition_in_force
from services.notifications.store.whatsapp import window_open


async def preview_reply(work: Work, thread_id: UUID, words: str) -> ReplyPreviewView:
    """Nothing is sent or kept.

    Raises ThreadUnknown, Forbidden, NobodyToAnswer, HealthWords, AnswerTooLong, WindowClosed, NoTemplateForAnswers.
    """
    thread = await read_thread(work, thread_id)
    is_sms = thread.channel is Channel.SMS
    edition = await edition_in_force(work, work.now.date())
    is_open = thread.channel is not Channel.WHATSAPP or await window_open(work, thread.sender)
    require_answer(words, thread.channel, edition.templates, writers=len(thread.people), window_open=is_open)
    said = await _framed(work, thread.people[0], edition, words)
    return ReplyPreviewView(
        text=said,
        channel=thread.channel,
        address=thread.sender,
        sms_parts=segments(said) if is_sms else None,
        sms_widens=sorted({sign for sign in said if not is_gsm(sign)}) if is_sms else [],
    )


async def _framed(work: Work, patient: TextPatientView, edition: Edition, words: str) -> str:
    """As the patient reads it."""
    codes = edition.templates.for_occasion(Occasion.DESK_ANSWERED)
    around = await surroundings_of(work, patient.clinic_id, patient.patient_id, None, {})
    if not codes or around.clinic is None or around.contact is None:
        raise NoTemplateForAnswers(NO_TEMPLATE_IN_THREAD)
    language, spoken = edition.words_for(around.contact.language)
    return fill_in(
        codes[0],
        spoken,
        language,
        clinic=around.clinic,
        given_name=around.contact.given_name,
        starts_at=None,
        facts={"answer": words},
    ).text
