"""Planning messages: a row and a durable timer each, once per event, template and recipient."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from chassis.ids import new_id
from chassis.merging.subjects import keep_named
from chassis.work import Work
from services.notifications.commands.links import end_links
from services.notifications.commands.messages import (
    STATUS_OF,
    Unsent,
    end_unsent,
    have_director_called,
    note_failure,
)
from services.notifications.domain.deliveries import LookAgain, Wait, next_look, obstacle_to
from services.notifications.domain.messages import Announcement, Message, Status
from services.notifications.domain.plans import plan, when_late
from services.notifications.domain.recipients import Channel
from services.notifications.domain.timing import AtOnce
from services.notifications.store.messages import (
    Found,
    cancel_planned,
    change_message,
    insert_messages,
    lock_waiting_for_appointment,
    lock_waiting_for_clinic,
    lock_waiting_for_patient,
    message_of,
    waiting_messages,
)
from services.notifications.store.surroundings import Surroundings, surroundings_of
from services.notifications.store.templates import Edition, edition_in_force, edition_of

DELIVER, DELIVER_URGENT = "deliver", "deliver.urgent"
"""The timers that deliver one message; their key is the message's id. Urgent ones do not wait behind the others."""
Outcome = Wait | LookAgain | Unsent


async def announce(
    work: Work, announcement: Announcement, *, without_at_once: bool = False, without: frozenset[str] = frozenset()
) -> bool:
    """Plan what the templates in force want written about it. Messages that this event has already caused stay.

    ``without_at_once``: the patient knows it, so only what is due later is planned; ``without``: templates that the
    patient has had of it. Answers whether those templates
    have anything to write.
    """
    around = await surroundings_of(
        work, announcement.clinic_id, announcement.patient_id, announcement.appointment_id, announcement.facts
    )
    named = announcement.patient_id
    announcement = replace(announcement, patient_id=around.patient_id)
    edition = await edition_in_force(work, around.day)
    codes = edition.templates.for_occasion(announcement.occasion, announcement.word)
    templates = {code: edition.templates.templates[code] for code in codes}
    drafts = [
        announcement.message(new_id(), code, template)
        for code, template in templates.items()
        if code not in without and not (without_at_once and isinstance(template.due, AtOnce))
    ]
    planned = {message.id: (message, _first_outcome(message, around, edition)) for message in drafts}
    if not planned:
        return False
    cause_id = announcement.cause_id or work.cause.event_id or new_id()
    rows = [
        _row(message, outcome, announcement, edition, cause_id) | {"settled_at": _settled_at(work, outcome)}
        for message, outcome in planned.values()
    ]
    new = await insert_messages(work, rows)
    if named is not None and named != around.patient_id:
        await keep_named(work, new, named)
    for id in new:
        message, outcome = planned[id]
        if isinstance(outcome, Wait):
            await deliver_at(work, id, outcome.until, urgent=message.template.urgent)
        elif isinstance(outcome, LookAgain):
            await have_director_called(work, message)
            await _set_next_look(work, message, looks=0)
        await note_failure(work, message, outcome)
    return True


def _first_outcome(message: Message, around: Surroundings, edition: Edition) -> Outcome:
    """What becomes of a new message."""
    if around.now >= message.not_after:
        return when_late(message.template, message.anchor, now=around.now)
    return _outcome(message, around, edition)


def _outcome(message: Message, around: Surroundings, edition: Edition) -> Outcome:
    """When it goes out; or that it waits, or why it does not go out."""
    seen = around.of(message, signed=edition.may_be_sent)
    obstacle = obstacle_to(message.template, seen)
    if obstacle or around.clinic is None or seen.hours is None:
        return obstacle or LookAgain()
    return plan(
        message.template,
        message.anchor,
        now=seen.now,
        zone=around.clinic.zone,
        hours=seen.hours,
        first_start=seen.first_start,
    )


def _row(
    message: Message, outcome: Outcome, announcement: Announcement, edition: Edition, cause_id: UUID
) -> dict[str, Any]:
    ended = STATUS_OF.get(type(outcome))  # type: ignore[arg-type]  # Wait and LookAgain are not among them
    return {
        "id": message.id,
        "cause_id": cause_id,
        "template": message.code,
        "template_version": edition.version,
        "template_digest": edition.digest,
        "recipient": announcement.recipient,
        "patient_id": message.patient_id,
        "clinic_id": message.clinic_id,
        "appointment_id": message.appointment_id,
        "about": announcement.about,
        "happened_at": announcement.happened_at,
        "starts_at": announcement.starts_at,
        "not_after": message.not_after,
        "facts": dict(message.facts),
        "status": (ended or Status.PLANNED).value,
        "reason": getattr(outcome, "reason", None),
        "planned_for": outcome.until if isinstance(outcome, Wait) else None,
    }


def _settled_at(work: Work, outcome: Outcome) -> Any:
    return None if isinstance(outcome, Wait | LookAgain) else work.now


async def plan_again(work: Work, row: Found, looks: int = 0) -> None:
    """Plan a message that waited, and was looked at ``looks`` times before, with what is known now."""
    around = await surroundings_of(work, row.clinic_id, row.patient_id, row.appointment_id, row.facts)
    await plan_with(work, row, around, await edition_of(work, row.template_version, around.day), looks)


async def plan_with(work: Work, row: Found, around: Surroundings, edition: Edition, looks: int = 0) -> None:
    """The same, when what is known has just been read. Another version than before brings its own times.

    What is due by them is still meant for the time that was said before.
    """
    template = edition.template(row.template)
    if template is None:
        await change_message(
            work,
            row.id,
            status=Status.SKIPPED.value,
            settled_at=work.now,
            reason=f"templates {row.template_version} may not be sent, and {edition.version} has no such message",
        )
        return
    message = message_of(row, template)
    if edition.version != row.template_version:
        await change_message(
            work,
            row.id,
            template_version=edition.version,
            template_digest=edition.digest,
            not_after=message.not_after,
        )
    outcome = _outcome(message, around, edition)
    if isinstance(outcome, Wait):
        is_due = row.planned_for is not None and outcome.until <= work.now
        await put_off(work, message, row.planned_for if is_due else outcome.until)
    elif isinstance(outcome, LookAgain):
        await look_again(work, message, outcome, looks)
    else:
        await end_unsent(work, message, outcome)


async def look_again(work: Work, message: Message, outcome: LookAgain, looks: int) -> None:
    """Let it wait for what is missing, and look by itself now and then, ever more seldom."""
    await change_message(work, message.id, status=Status.PLANNED.value, planned_for=None, reason=outcome.reason)
    await _set_next_look(work, message, looks)


async def _set_next_look(work: Work, message: Message, looks: int) -> None:
    at = next_look(looks, work.now, message.not_after)
    await work.set_timer(DELIVER, str(message.id), at, {"looks": looks + 1})


async def put_off(
    work: Work, message: Message, until: datetime, reason: str | None = None, waits_for: Channel | None = None
) -> None:
    """Deliver at ``until`` (UTC). ``waits_for``: the channel whose carrier does not let it leave before."""
    carrier = waits_for.value if waits_for else None
    await change_message(
        work, message.id, status=Status.PLANNED.value, planned_for=until, reason=reason, waits_for=carrier
    )
    await deliver_at(work, message.id, until, urgent=message.template.urgent)


async def deliver_at(work: Work, message_id: UUID, until: datetime, *, urgent: bool) -> None:
    """Look at a message at ``until`` (UTC), and send it then if all is well."""
    await work.set_timer(DELIVER_URGENT if urgent else DELIVER, str(message_id), until)


async def plan_waiting_for_patient(work: Work, patient_id: UUID) -> None:
    """The patient is known now: plan what waited for that."""
    await _plan_all(work, await lock_waiting_for_patient(work, patient_id))


async def plan_waiting_for_clinic(work: Work, clinic_id: UUID) -> None:
    """The clinic is known now: plan what is about it, and what goes to patients at home there."""
    await _plan_all(work, await lock_waiting_for_clinic(work, clinic_id))


async def plan_waiting_for_appointment(work: Work, appointment_id: UUID) -> None:
    """The appointment is known now: plan what events of another topic said about it before."""
    await _plan_all(work, await lock_waiting_for_appointment(work, appointment_id))


async def _plan_all(work: Work, rows: Iterable[Found]) -> None:
    for row in rows:
        await plan_again(work, row)


async def go_on_with_waiting(work: Work) -> None:
    """Templates came into force: look at everything that waits, each message in a transaction of its own."""
    waiting = [str(id) for id in await waiting_messages(work)]
    for kind in (DELIVER, DELIVER_URGENT):
        await work.bring_forward(kind, waiting)


async def call_off(work: Work, about: str, reason: str) -> None:
    """Cancel what is planned about something, and end the links of what has left.

    The timers stay: each finds nothing to do. Deleting them here would take locks in the other order than delivery.
    """
    await cancel_planned(work, about, reason, work.now)
    await end_links(work, about)
