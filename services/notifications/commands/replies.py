"""What a machine does with a text of somebody who is known; everything that it does not surely understand is read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from chassis.data.rows import Row
from chassis.work import Work
from services.notifications.commands.answers import confirm, say_too_late
from services.notifications.commands.offers import answered_offer, publish_answer
from services.notifications.commands.opt_outs import answer, confirm_stop, opt_out, start_again
from services.notifications.commands.questions import ask, no_stop_was_meant, take_as_answered, take_choice
from services.notifications.domain.hints import Hint
from services.notifications.domain.occasions import APPOINTMENT_AHEAD, OTHER, Occasion
from services.notifications.domain.opt_outs import How, MessageScope, Said, StopRequest
from services.notifications.domain.questions import (
    Asked,
    Option,
    appointments_to_choose,
    chosen,
    meant,
    people_to_choose,
)
from services.notifications.domain.readings import Read
from services.notifications.domain.recipients import Route
from services.notifications.domain.texts import TakenFor
from services.notifications.store.appointments import appointments_ahead, last_written_about
from services.notifications.store.opt_outs import opted_out
from services.notifications.store.questions import lock_question_at, options_of


@dataclass(frozen=True)
class Done:
    """What became of a text; without anything a person reads it."""

    taken_for: TakenFor | None = None
    waits: bool = True
    scope: MessageScope | None = None
    silenced: int = 0
    appointment_id: UUID | None = None
    """The appointment that it may mean, for whoever reads it."""


@dataclass(frozen=True)
class _Reply:
    """A text with everybody who may have written it, all of them locked."""

    text_id: UUID
    sender: Route
    read: Read
    people: Mapping[UUID, Row]
    question: Row | None
    """What is asked there at the moment."""

    @property
    def said(self) -> Said:
        return Said(How.TEXT, self.text_id)

    @property
    def ids(self) -> list[UUID]:
        return list(self.people)


async def take_reply(work: Work, text: Row, sender: Route, read: Read, reached: Sequence[Row]) -> Done:
    """Do what the text says, if that is sure."""
    question = await lock_question_at(work, sender)
    reply = _Reply(text.id, sender, read, {each.id: each for each in reached}, question)
    if question is not None:
        picked = chosen(read.text, Asked(question.asked), await options_of(work, question.id))
        theirs = [each for each in picked if each.patient_id in reply.people]  # others have another number by now
        if theirs:
            taken = await take_choice(work, question, theirs, text.id, reply.people)
            return Done(taken, waits=taken is TakenFor.TOO_LATE)
    if read.starts:
        return await _start(work, reply)
    if read.request is not None:
        return await _stop(work, reply, read.request)
    if read.answer is not None and question is None:
        return await _yes_or_no(work, reply, yes=read.answer)
    ahead = await appointments_ahead(work, reply.ids) if Hint.MAY_CANCEL in read.hints else ()
    return Done(appointment_id=ahead[0].appointment_id if ahead else None)


async def _start(work: Work, reply: _Reply) -> Done:
    """Messages come again. Who stopped nothing may mean something else: a person reads it."""
    question = reply.question
    asked_to_stop = question is not None and question.scope is not None
    if question is not None and asked_to_stop:
        await no_stop_was_meant(work, question)
    stopped = [each for each in reply.people.values() if await opted_out(work, each.id)]
    if len(stopped) > 1:
        options = people_to_choose([each.id for each in stopped])
        if await ask(work, reply.text_id, reply.sender, Asked.WHOSE_START, options, reply.people):
            return Done(TakenFor.ASKED, waits=False)
        return Done()
    if not stopped and not asked_to_stop:
        return Done()
    patient = stopped[0] if stopped else next(iter(reply.people.values()))
    await start_again(work, patient, reply.said)
    await answer(work, patient, reply.sender, Occasion.REPLY_TAKEN, "agreed")
    return Done(TakenFor.START, waits=False)


async def _stop(work: Work, reply: _Reply, request: StopRequest) -> Done:
    """A stop is obeyed at once, or asked about where it may mean an appointment or somebody else."""
    scope = reply.read.policy.scope(request, reply.sender.address, reply.read.day)
    may_cancel = Hint.MAY_CANCEL in reply.read.hints
    ahead = await appointments_ahead(work, reply.ids) if may_cancel else []
    if ahead:
        return await _cancel_or_stop(work, reply, scope, appointments_to_choose(meant(ahead), "C"))
    people = await _whose(work, reply)
    if len(people) > 1:
        if _asked_already(reply.question, Asked.WHOSE_STOP, scope):
            return Done(TakenFor.ASKED, waits=reply.read.says_more)
        options = people_to_choose([each.id for each in people])
        if await ask(work, reply.text_id, reply.sender, Asked.WHOSE_STOP, options, reply.people, scope):
            return Done(TakenFor.ASKED, waits=reply.read.says_more)
    if reply.question is not None and reply.question.scope is not None:
        await take_as_answered(work, reply.question)
    return await _obey(work, reply, people, scope)


async def _cancel_or_stop(work: Work, reply: _Reply, scope: MessageScope, options: Sequence[Option]) -> Done:
    """The desk reads it at once, and whoever wrote is asked; where no template asks, the stop is obeyed."""
    appointment_id = options[0].appointment_id
    again = _asked_already(reply.question, Asked.CANCEL_OR_STOP, scope)
    if again or await ask(work, reply.text_id, reply.sender, Asked.CANCEL_OR_STOP, options, reply.people, scope):
        return Done(TakenFor.ASKED, appointment_id=appointment_id)
    return await _obey(work, reply, list(reply.people.values()), scope, appointment_id)


async def _whose(work: Work, reply: _Reply) -> list[Row]:
    """Of whom a stop can be: those whose appointment was asked about, if that was asked; else all who are reached."""
    question = reply.question
    if question is None or question.asked != Asked.CANCEL_OR_STOP:
        return list(reply.people.values())
    asked = {each.patient_id for each in await options_of(work, question.id)}
    return [each for id, each in reply.people.items() if id in asked] or list(reply.people.values())


async def _obey(
    work: Work, reply: _Reply, people: Sequence[Row], scope: MessageScope, appointment_id: UUID | None = None
) -> Done:
    silenced = [each for each in people if await opt_out(work, each.id, scope, reply.said)]
    if silenced:
        word = APPOINTMENT_AHEAD if appointment_id else OTHER
        await confirm_stop(work, silenced[0], reply.sender, scope, word)
    waits = appointment_id is not None or reply.read.says_more
    return Done(TakenFor.STOP, waits, scope, len(silenced), appointment_id)


def _asked_already(question: Row | None, asked: Asked, scope: MessageScope) -> bool:
    return question is not None and question.asked == asked and question.scope == scope.value


async def _yes_or_no(work: Work, reply: _Reply, *, yes: bool) -> Done:
    """An answer to the offer of a freed time, or to the message about an appointment that left last."""
    offer = await answered_offer(work, list(reply.people.values()))
    if offer is not None:
        publish_answer(work, offer, accepted=yes)
        return Done(TakenFor.OFFER_ANSWER, waits=False)
    last = await last_written_about(work, reply.ids)
    if last is None:
        return Done()
    return await _confirm(work, reply, last) if yes else Done(appointment_id=last.appointment_id)


async def _confirm(work: Work, reply: _Reply, last: Option) -> Done:
    ahead = [each for each in await appointments_ahead(work, reply.ids) if each.lately]
    if len(ahead) > 1:
        options = appointments_to_choose(ahead)
        if await ask(work, reply.text_id, reply.sender, Asked.WHICH_APPOINTMENT, options, reply.people):
            return Done(TakenFor.ASKED, waits=False)
        return Done(appointment_id=last.appointment_id)
    [option] = appointments_to_choose(ahead) or [last]
    patient = reply.people[option.patient_id]
    if option.appointment_id != last.appointment_id or option.starts_at != last.starts_at:
        await say_too_late(work, last, patient, reply.sender)
        return Done(TakenFor.TOO_LATE, appointment_id=last.appointment_id)
    if await confirm(work, option, patient, reply.sender):
        return Done(TakenFor.CONFIRMATION, waits=False)
    return Done(TakenFor.TOO_LATE, appointment_id=last.appointment_id)
