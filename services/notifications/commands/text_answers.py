"""Somebody at the clinic answers what a patient wrote, on the way that they wrote."""

from uuid import UUID

from chassis.data.rows import Row
from chassis.work import Work
from services.notifications.commands.opt_outs import answer
from services.notifications.commands.texts import locked_text, settle
from services.notifications.domain.checks.health import health_words_in
from services.notifications.domain.occasions import Occasion
from services.notifications.domain.recipients import Channel, Route
from services.notifications.domain.refusals import (
    AnswerTooLong,
    HealthWords,
    NobodyToAnswer,
    NoTemplateForAnswers,
    NothingToAnswer,
    WindowClosed,
)
from services.notifications.domain.sms import segments
from services.notifications.domain.templates import Templates
from services.notifications.domain.texts import TextState
from services.notifications.store.patients import lock_people
from services.notifications.store.templates import edition_in_force
from services.notifications.store.texts import reached_by
from services.notifications.store.whatsapp import window_open

ANSWERED = "answered"


async def answer_text(work: Work, text_id: UUID, words: str) -> Row:
    """Send ``words`` where the text came from, at any hour: who has just written may be answered. Answers the text.

    It waits for nobody then. An answer that does not arrive is a call to make (``patient_to_call``).

    Raises TextUnknown, Forbidden, NothingToAnswer, NobodyToAnswer, HealthWords, AnswerTooLong, WindowClosed,
    NoTemplateForAnswers, ClaimedByAnother.
    """
    people = await lock_people(work, [each.patient_id for each in await reached_by(work, text_id)])
    text = await locked_text(work, text_id)
    if text.state == TextState.OBEYED:
        raise NothingToAnswer("This was done by itself: open the text again first, if it needs an answer.")
    if len(people) != 1:
        raise NobodyToAnswer("Nobody, or more than one person, is known who can have written it: say first who did.")
    templates = (await edition_in_force(work, work.now.date())).templates
    _require_no_health(words, templates)
    sender = Route(Channel(text.channel), text.sender)
    await _require_way(work, sender, words, templates.sms_segments_at_most)
    if not await answer(work, people[0], sender, Occasion.DESK_ANSWERED, "other", about=text_id, answer=words):
        raise NoTemplateForAnswers("No signed templates let the clinic answer by message: call, and settle the text.")
    return await settle(work, text, ANSWERED, words)


def _require_no_health(words: str, templates: Templates) -> None:
    """Whoever holds the telephone reads it."""
    said = health_words_in(words, templates)
    if said:
        raise HealthWords(
            "A message must not say anything of the patient's health: {words}. Say it without, or call.",
            words=", ".join(sorted(said)),
        )


async def _require_way(work: Work, sender: Route, words: str, most: int) -> None:
    if sender.channel is Channel.WHATSAPP and not await window_open(work, sender.address):
        raise WindowClosed("WhatsApp takes answers within 24 hours of what the patient wrote: call them instead.")
    if sender.channel is Channel.SMS and (parts := segments(words)) > most:
        raise AnswerTooLong("As an SMS it takes {parts} parts, and {most} are allowed.", parts=parts, most=most)
