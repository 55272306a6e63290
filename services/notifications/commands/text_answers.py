"""Somebody at the clinic answers what a patient wrote, on the way that they wrote."""

from collections.abc import Sequence
from uuid import UUID

from chassis.data.rows import Row
from chassis.work import Work
from services.notifications.commands.opt_outs import answer
from services.notifications.commands.texts import ANSWERED, locked_text, settle
from services.notifications.domain.occasions import Occasion
from services.notifications.domain.recipients import Channel, Route
from services.notifications.domain.refusals import NoTemplateForAnswers, NothingToAnswer
from services.notifications.domain.text_answers import require_answer
from services.notifications.domain.texts import TextState
from services.notifications.store.patients import lock_people
from services.notifications.store.templates import edition_in_force
from services.notifications.store.texts import reached_by
from services.notifications.store.whatsapp import window_open


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
    sender = Route(Channel(text.channel), text.sender)
    patient = await require_answerable(work, people, sender, words)
    if not await answer(work, patient, sender, Occasion.DESK_ANSWERED, "other", about=text_id, answer=words):
        raise NoTemplateForAnswers("No signed templates let the clinic answer by message: call, and settle the text.")
    return await settle(work, text, ANSWERED, words)


async def require_answerable(work: Work, people: Sequence[Row], sender: Route, words: str) -> Row:
    """Of those who can have written, the one whom these words may be sent to, on the way that they wrote.

    Raises NobodyToAnswer, HealthWords, AnswerTooLong, WindowClosed.
    """
    templates = (await edition_in_force(work, work.now.date())).templates
    is_open = sender.channel is not Channel.WHATSAPP or await window_open(work, sender.address)
    require_answer(words, sender.channel, templates, writers=len(people), window_open=is_open)
    return people[0]
