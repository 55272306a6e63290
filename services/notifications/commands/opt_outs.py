"""Opting out, and the ways back."""

from datetime import datetime
from uuid import UUID

from chassis.data.rows import Row
from chassis.work import Work
from contracts.notifications.messages import ContactOptedIn, ContactOptedOut
from services.notifications.access import require_patient
from services.notifications.commands.plans import announce
from services.notifications.domain.messages import Announcement, about_reply
from services.notifications.domain.occasions import OTHER, Occasion
from services.notifications.domain.opt_outs import How, MessageScope, Said, Step, covers
from services.notifications.domain.recipients import Route
from services.notifications.domain.refusals import AgreedTooEarly, NothingStopped
from services.notifications.store.opt_outs import keep_opt_out, lift_opt_out, note_step, opt_out_of, opted_out
from services.notifications.store.patients import lock_patient


async def opt_out(work: Work, patient_id: UUID, scope: MessageScope, said: Said) -> bool:
    """Note the opt-out and inform booking; False when nothing changed, for it was silent already."""
    if covers(await opted_out(work, patient_id), scope):
        return False
    await keep_opt_out(work, patient_id, scope)
    await note_step(work, patient_id, Step.STOPPED, scope, said, work.now)
    work.publish(ContactOptedOut(patient_id=patient_id, scope=scope.value, opted_out_at=work.now))
    work.audit("contact_opted_out", f"patient/{patient_id}", scope=scope.value)
    return True


async def start_again(work: Work, patient: Row, said: Said) -> bool:
    """They write that they want messages again: all that they stopped is lifted. False when nothing was stopped.

    Marketing comes again to who had agreed to it before they stopped.
    """
    lifted = [scope for scope in MessageScope if await lift_opt_out(work, patient.id, scope) is not None]
    for scope in lifted:
        await _agreed(work, patient.id, scope, said, work.now, marketing=patient.marketing)
    return bool(lifted)


async def agree(work: Work, patient_id: UUID, scope: MessageScope, said: Said, at: datetime | None) -> None:
    """Staff note that a patient agreed to messages again, at that moment (UTC), and how.

    Raises RecipientUnknown, Forbidden, RecordMerged, NothingStopped, AgreedTooEarly.
    """
    patient = require_patient(work.access, await lock_patient(work, patient_id))
    stopped = await opt_out_of(work, patient.id, scope)
    if stopped is None:
        raise NothingStopped("Nothing of the kind was stopped. Marketing is agreed to in booking's preferences.")
    agreed_at = at or work.now
    if not stopped.opted_out_at <= agreed_at <= work.now:
        raise AgreedTooEarly(
            "They stopped at {stopped_at}: agreeing comes after that, and not in the future.",
            stopped_at=stopped.opted_out_at,
        )
    await lift_opt_out(work, patient.id, scope)
    await _agreed(work, patient.id, scope, said, agreed_at, marketing=scope is MessageScope.MARKETING)


async def agree_to_marketing(work: Work, patient_id: UUID) -> None:
    """The patient agreed to marketing in booking. What was published before they said stop lifts nothing."""
    if work.cause.event_id is None:
        return
    lifted = await lift_opt_out(work, patient_id, MessageScope.MARKETING, before=work.cause.event_id)
    if lifted is not None:
        await note_step(work, patient_id, Step.AGREED, MessageScope.MARKETING, Said(How.BOOKING), work.now)


async def _agreed(
    work: Work, patient_id: UUID, scope: MessageScope, said: Said, at: datetime, *, marketing: bool
) -> None:
    await note_step(work, patient_id, Step.AGREED, scope, said, at)
    work.publish(
        ContactOptedIn(
            patient_id=patient_id,
            scope=scope.value,
            marketing=marketing and scope is MessageScope.MARKETING,
            opted_in_at=work.now,
        )
    )
    work.audit("contact_opted_in", f"patient/{patient_id}", scope=scope.value, how=said.how.value)


async def confirm_stop(work: Work, patient: Row, sender: Route, scope: MessageScope, word: str = OTHER) -> None:
    """The one answer to a stop, to where it came from."""
    await answer(work, patient, sender, Occasion.OPTED_OUT, word, what_stops=scope.value)


async def answer(
    work: Work,
    patient: Row,
    sender: Route,
    occasion: Occasion,
    word: str,
    *,
    about: UUID | None = None,
    **facts: object,
) -> bool:
    """Answer who wrote, where they wrote from. False when no templates in force say anything of it.

    ``about``: what it is called off by; None: nothing calls it off.
    """
    return await announce(
        work,
        Announcement(
            occasion,
            about=about_reply(about or patient.id),
            clinic_id=patient.home_clinic_id,
            happened_at=work.now,
            patient_id=patient.id,
            word=word,
            facts={**facts, "reply_by": sender.channel.value, "reply_to": sender.address},
        ),
    )
