"""The daily mail about what waits at a clinic: made once a day for each role, and set by the clinic."""

from datetime import datetime
from uuid import UUID

from chassis.local_time import local_day
from chassis.work import Work
from services.notifications.commands.plans import announce
from services.notifications.domain.digests import (
    DIGEST,
    ITEMS,
    MADE_AT,
    DigestRole,
    Line,
    Recipient,
    cause_of,
    lines_of,
    next_digest,
    subject_of_digest,
)
from services.notifications.domain.messages import LANGUAGE, Announcement
from services.notifications.domain.occasions import Occasion
from services.notifications.domain.recipients import Channel
from services.notifications.domain.refusals import ClinicUnknown, LanguageMissing, RecipientTwice
from services.notifications.forms.digests import DigestForm, StaffLanguageForm
from services.notifications.store.clinics import working_week_of
from services.notifications.store.digests import (
    DigestSettings,
    change_digest,
    keep_staff_language,
    lock_digest,
    recipients_of,
)
from services.notifications.store.open_items import open_at
from services.notifications.store.templates import edition_in_force
from services.notifications.worklist import DIGEST_NOT_SENT, WORKLIST

DIGEST_DUE = "digest.next"
"""The timer of a role's next digest at a clinic; its key is the clinic's id and the role."""


async def set_timers(work: Work, clinic_id: UUID) -> None:
    """Have the clinic's next digests made when they are due."""
    for role in DigestRole:
        await _set_timer(work, clinic_id, await lock_digest(work, clinic_id, role))


async def make_digest(work: Work, clinic_id: UUID, role: DigestRole) -> None:
    """Mail what waits for a role, if anything does, and look again on the next opening day.

    The day is noted under the lock of the role's settings: two workers, a retry and a restart make one mail.
    """
    digest, week = await lock_digest(work, clinic_id, role), await working_week_of(work, clinic_id)
    if week is None:
        return  # its event sets the timer
    today = local_day(work.now, week.zone)
    due_at = next_digest(work.now, digest.at, week, done_today=digest.last_on is not None and digest.last_on >= today)
    if due_at > work.now:
        await work.set_timer(DIGEST_DUE, _key(clinic_id, role), due_at)
        return
    await change_digest(work, clinic_id, role, last_on=today)
    await work.set_timer(DIGEST_DUE, _key(clinic_id, role), next_digest(work.now, digest.at, week, done_today=True))
    lines = lines_of(await open_at(work, clinic_id), role, work.now, week) if digest.enabled else ()
    if not lines:
        return
    cause_id = cause_of(clinic_id, role, work.now, week)
    for recipient in await recipients_of(work, clinic_id, digest):
        await announce(work, _announcement(clinic_id, role, recipient, lines, work.now, cause_id))


def _announcement(
    clinic_id: UUID, role: DigestRole, recipient: Recipient, lines: tuple[Line, ...], now: datetime, cause_id: UUID
) -> Announcement:
    language = {LANGUAGE: recipient.language} if recipient.language else {}
    return Announcement(
        Occasion.DIGEST_DUE,
        about=f"digest/{clinic_id}/{role.value}",
        clinic_id=clinic_id,
        happened_at=now,
        word=role.value,
        facts={
            DIGEST: role.value,
            ITEMS: [each.as_fact() for each in lines],
            MADE_AT: now.isoformat(),
            "open": sum(each.open for each in lines),
            "overdue": sum(each.overdue for each in lines),
            "due_today": sum(each.due_today for each in lines),
            "sent_by": Channel.EMAIL.value,
            "sent_to": recipient.email,
            **language,
        },
        cause_id=cause_id,
        to=f"staff/{role.value}/{recipient.email.lower()}",
    )


async def set_digest(work: Work, clinic_id: UUID, role: DigestRole, form: DigestForm) -> None:
    """Switch a role's digest on or off, and say when and to whom it goes. A day's digest that was made stays made.

    What could not be sent before is no work any longer. Raises Forbidden, ClinicUnknown, RecipientTwice,
    LanguageMissing.
    """
    work.access.authorize(where=clinic_id)
    if await working_week_of(work, clinic_id) is None:
        raise ClinicUnknown("This clinic is not known here yet: try again in a moment.")
    before = await lock_digest(work, clinic_id, role)
    recipients = await _recipients(work, form)
    for each in await recipients_of(work, clinic_id, before):
        await WORKLIST.close(work, DIGEST_NOT_SENT, subject_of_digest(clinic_id, role, each.email), "changed")
    await change_digest(
        work,
        clinic_id,
        role,
        enabled=form.enabled,
        at=form.at,
        recipients=None if recipients is None else [each.to_store() for each in recipients],
        set_at=work.now,
        set_by=work.actor.subject,
    )
    work.audit("digest set", f"clinic/{clinic_id}", role=role.value, enabled=form.enabled)
    await _set_timer(work, clinic_id, await lock_digest(work, clinic_id, role))


async def set_staff_language(work: Work, clinic_id: UUID, form: StaffLanguageForm) -> None:
    """Say in which language a clinic's staff, directors and stock contact are written to.

    Raises Forbidden, LanguageMissing.
    """
    work.access.authorize(where=clinic_id)
    await _require_language(work, form.language)
    await keep_staff_language(work, clinic_id, form.language)
    work.audit("staff language set", f"clinic/{clinic_id}", language=form.language)


async def _recipients(work: Work, form: DigestForm) -> list[Recipient] | None:
    if form.recipients is None:
        return None
    seen: set[str] = set()
    for each in form.recipients:
        if each.email.lower() in seen:
            raise RecipientTwice("{email} is named twice: name each address once.", email=each.email)
        seen.add(each.email.lower())
        await _require_language(work, each.language)
    return [Recipient(each.email, each.language) for each in form.recipients]


async def _require_language(work: Work, language: str | None) -> None:
    languages = (await edition_in_force(work, work.now.date())).templates.languages
    if language is not None and language not in languages:
        raise LanguageMissing(
            "There are no words in {language}: give one of {languages}.",
            language=language,
            languages=", ".join(sorted(languages)),
        )


async def _set_timer(work: Work, clinic_id: UUID, digest: DigestSettings) -> None:
    """One that was never made begins with the next time that lies ahead."""
    week = await working_week_of(work, clinic_id)
    if week is None:
        return
    done = digest.last_on is not None and digest.last_on >= local_day(work.now, week.zone)
    due_at = next_digest(work.now, digest.at, week, done_today=done)
    if digest.last_on is None and due_at < work.now:
        due_at = next_digest(work.now, digest.at, week, done_today=True)
    await work.set_timer(DIGEST_DUE, _key(clinic_id, digest.role), due_at)


def _key(clinic_id: UUID, role: DigestRole) -> str:
    return f"{clinic_id}/{role.value}"
