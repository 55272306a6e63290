"""Whether what somebody at a clinic wants to answer may leave. Pure."""

from services.notifications.domain.checks.health import health_words_in
from services.notifications.domain.recipients import Channel
from services.notifications.domain.refusals import AnswerTooLong, HealthWords, NobodyToAnswer, WindowClosed
from services.notifications.domain.sms import segments
from services.notifications.domain.templates import Templates


def require_answer(words: str, channel: Channel, templates: Templates, *, writers: int, window_open: bool) -> None:
    """That one person alone can have written, and that these words may go the way that they wrote.

    ``window_open``: WhatsApp takes an answer now. Raises NobodyToAnswer, HealthWords, WindowClosed, AnswerTooLong.
    """
    if writers != 1:
        raise NobodyToAnswer("Nobody, or more than one person, is known who can have written it: say first who did.")
    said = health_words_in(words, templates)
    if said:  # whoever holds the telephone reads it
        raise HealthWords(
            "A message must not say anything of the patient's health: {words}. Say it without, or call.",
            words=", ".join(sorted(said)),
        )
    if channel is Channel.WHATSAPP and not window_open:
        raise WindowClosed("WhatsApp takes answers within 24 hours of what the patient wrote: call them instead.")
    most = templates.sms_segments_at_most
    if channel is Channel.SMS and (parts := segments(words)) > most:
        raise AnswerTooLong(
            "As an SMS it takes {parts} {parts:part|parts}, and {most} {most:is|are} allowed.", parts=parts, most=most
        )
