"""Words that can mean several things: whoever wrote them is asked, and what they choose is done.

While a stop may be meant no marketing leaves. Without an answer it counts as one, as 47 CFR 64.1200(a)(12) wants.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from chassis.data.rows import Row
from chassis.ids import new_id
from chassis.work import Work
from services.notifications.commands.answers import cancel, confirm
from services.notifications.commands.opt_outs import answer, confirm_stop, opt_out, start_again
from services.notifications.commands.plans import call_off
from services.notifications.commands.thread_states import follow_texts
from services.notifications.domain.messages import about_reply
from services.notifications.domain.occasions import Occasion
from services.notifications.domain.opt_outs import How, MessageScope, Said
from services.notifications.domain.questions import MOST_OPTIONS, WAITS, Asked, Option
from services.notifications.domain.recipients import Channel, Route
from services.notifications.domain.texts import TakenFor
from services.notifications.store.opt_outs import withhold, withhold_no_longer
from services.notifications.store.patients import lock_people
from services.notifications.store.questions import (
    end_question,
    insert_question,
    lock_question,
    lock_question_at,
    people_asked_about,
)
from services.notifications.store.texts import answer_texts
from services.notifications.worklist import TEXT_TO_READ, WORKLIST

LAPSES = "question.lapses"
"""The timer after which no answer is waited for; its key is the question's id."""
_MAY_STOP = frozenset({Asked.CANCEL_OR_STOP, Asked.WHOSE_STOP})


async def ask(
    work: Work,
    text_id: UUID,
    sender: Route,
    asked: Asked,
    options: Sequence[Option],
    people: Mapping[UUID, Row],
    scope: MessageScope | None = None,
) -> bool:
    """Ask what was meant. ``scope`` is what stops if a stop was.

    False when there is nothing to choose from, too much for one message, or no template that asks: then nothing is
    asked. The text is kept and the people are locked before. What was asked there earlier is not waited for any more.
    """
    if not 0 < len(options) <= MOST_OPTIONS:
        return False
    question_id = new_id()
    choices = [_choice(each, people, by_name=len(people) > 1) for each in options]
    first = people[options[0].patient_id]
    if not await answer(work, first, sender, Occasion.REPLY_ASKED, asked.value, about=question_id, choices=choices):
        return False
    before = await lock_question_at(work, sender)
    if before is not None:
        await _end(work, before, "settled")
    await insert_question(
        work,
        options,
        id=question_id,
        asked=asked.value,
        channel=sender.channel.value,
        address=sender.address,
        text_id=text_id,
        scope=scope.value if scope else None,
        asked_at=work.now,
        until=work.now + WAITS,
    )
    await work.set_timer(LAPSES, str(question_id), work.now + WAITS)
    if asked in _MAY_STOP:
        for each in sorted({option.patient_id for option in options}):
            await withhold(work, each, MessageScope.MARKETING, question_id)
    return True


def _choice(option: Option, people: Mapping[UUID, Row], *, by_name: bool) -> dict[str, Any]:
    name = people[option.patient_id].given_name if by_name or option.appointment_id is None else None
    starts_at = option.starts_at.isoformat() if option.starts_at else None
    return {"reply": option.reply, "name": name, "starts_at": starts_at}


async def take_choice(
    work: Work, question: Row, options: Sequence[Option], text_id: UUID, people: Mapping[UUID, Row]
) -> TakenFor:
    """Do what was chosen by one of ``people``; what made the question needed waits for nobody any longer."""
    sender = Route(Channel(question.channel), question.address)
    await _end(work, question, "answered")
    match Asked(question.asked):
        case Asked.CANCEL_OR_STOP:
            done = [await cancel(work, each, people[each.patient_id], sender) for each in options]
            taken = TakenFor.CANCELLATION if any(done) else TakenFor.TOO_LATE
        case Asked.WHICH_APPOINTMENT:
            done = [await confirm(work, each, people[each.patient_id], sender) for each in options]
            taken = TakenFor.CONFIRMATION if any(done) else TakenFor.TOO_LATE
        case Asked.WHOSE_STOP:
            await _stop(work, [people[each.patient_id] for each in options], question, text_id)
            taken = TakenFor.STOP
        case Asked.WHOSE_START:
            again = [each for each in options if await _starts(work, people[each.patient_id], text_id)]
            if again:
                await answer(work, people[again[0].patient_id], sender, Occasion.REPLY_TAKEN, "agreed")
            taken = TakenFor.START
    return taken


async def _starts(work: Work, patient: Row, text_id: UUID) -> bool:
    return await start_again(work, patient, Said(How.TEXT, text_id))


async def stop_was_meant(work: Work, question: Row) -> None:
    """A person knows that they meant a stop. Whoever is asked about is locked before."""
    people = await lock_people(work, await people_asked_about(work, question.id))
    await _end(work, question, "settled")
    await _stop(work, people, question, question.text_id)


async def take_as_answered(work: Work, question: Row) -> None:
    """What they wrote next says what they meant."""
    await _end(work, question, "answered")


async def no_stop_was_meant(work: Work, question: Row) -> None:
    """They meant their appointment, or want messages: what was withheld meanwhile comes again."""
    await _end(work, question, "settled")


async def lapse(work: Work, question_id: UUID) -> None:
    """Nobody answered: what may have been a stop is one."""
    people = await lock_people(work, await people_asked_about(work, question_id))
    question = await lock_question(work, question_id)
    if question is None:
        return
    await withhold_no_longer(work, question_id)
    await end_question(work, question_id, "lapsed")
    if Asked(question.asked) in _MAY_STOP:
        await _stop(work, people, question, question.text_id)


async def _end(work: Work, question: Row, state: str) -> None:
    await work.cancel_timer(LAPSES, str(question.id))
    await call_off(work, about_reply(question.id), "the question was answered")
    await withhold_no_longer(work, question.id)
    await end_question(work, question.id, state)
    text = await answer_texts(work, question.text_id) if state == "answered" else None
    if text is None:
        return
    await WORKLIST.close(work, TEXT_TO_READ, text.id, "answered")
    if text.thread_id is not None:
        await follow_texts(work, text.thread_id, "answered")


async def _stop(work: Work, people: Sequence[Row], question: Row, text_id: UUID) -> None:
    """One confirmation, however many it is for."""
    scope, said = MessageScope(question.scope), Said(How.TEXT, text_id)
    silenced = [each for each in people if await opt_out(work, each.id, scope, said)]
    if silenced:
        await confirm_stop(work, silenced[0], Route(Channel(question.channel), question.address), scope)
