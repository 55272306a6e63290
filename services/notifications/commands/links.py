"""Links in messages: made when a message leaves, opened by whoever has it, and ended when their cause is gone."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

import jwt

from chassis.access.grants import ISSUER, ROLES
from chassis.data.rows import Row
from chassis.ids import new_id
from chassis.work import Work
from services.notifications.domain.links import (
    HIDDEN_SECRET,
    MOST_TRIES,
    OPENS,
    PROVED,
    SECRET_LENGTH,
    TOKEN_LIFE,
    Act,
    Ended,
    LinkState,
    digest_of,
    ends_at,
    is_born,
    secret_of,
    subject_of_link,
)
from services.notifications.domain.messages import Message
from services.notifications.domain.refusals import UNKNOWN_LINK, LinkEnded, LinkUnknown
from services.notifications.settings.links import Links
from services.notifications.store.links import (
    change_link,
    end_links_where,
    keep_link,
    link_of_message,
    lock_link,
    lock_link_by_digest,
)
from services.notifications.worklist import LINK_LOCKED, WORKLIST

CALL_WITHIN = timedelta(hours=4)
"""How soon somebody calls whoever could not open their link: a policy of the chain."""
GONE = "This link does not count any longer: open the one in your last message, or call the clinic."


@dataclass(frozen=True)
class Opened:
    """What became of opening a link: a token, or what has to be proved first."""

    link: Row
    token: str | None
    """None: the date of birth is missing, or is not this one."""
    expires_in: int | None
    """Seconds."""
    tries_left: int
    proved: bool = False
    """Whether the date of birth was given, so that the token is good for the patient's own record too."""


async def link_for(work: Work, message: Message, given: Links | None, *, birth_known: bool) -> str | None:
    """The address that a message says now; None when it cannot have a link, or the link has ended.

    Raises nothing for a message that is handed over again: its link stays the same.
    """
    act = message.template.opens
    if given is None or act is None or message.patient_id is None or (OPENS[act].proved and not birth_known):
        return None
    subject = subject_of_link(act, message.id, message.appointment_id, message.facts)
    if subject is None:
        return None
    link_id = new_id()
    row = await keep_link(
        work,
        {
            "id": link_id,
            "message_id": message.id,
            "patient_id": message.patient_id,
            "clinic_id": message.clinic_id,
            "about": message.about,
            "act": act.value,
            "subject_id": subject,
            "digest": digest_of(secret_of(given.secret_key, link_id)),
            "state": LinkState.OPEN.value,
            "tries": 0,
            "opened": 0,
            "made_at": work.now,
            "until": ends_at(act, work.now, message.anchor.starts_at),
        },
    )
    secret = secret_of(given.secret_key, row.id)
    same_key = digest_of(secret) == row.digest  # not after the key was changed between two hand-overs
    return f"{given.page}{secret}" if same_key and row.state == LinkState.OPEN else None


def without_secret(text: str, address: str | None) -> str:
    """A text as it is kept: without what opens its link."""
    return text.replace(address[-SECRET_LENGTH:], HIDDEN_SECRET) if address else text


async def text_as_sent(work: Work, message_id: UUID, kept: str | None, given: Links | None) -> str | None:
    """What a carrier got, of what was kept; None when nobody can say any longer."""
    if kept is None or HIDDEN_SECRET not in kept:
        return kept
    row = await link_of_message(work, message_id)
    if row is None or given is None:
        return None
    secret = secret_of(given.secret_key, row.id)
    return kept.replace(HIDDEN_SECRET, secret) if digest_of(secret) == row.digest else None


async def open_link(work: Work, secret: str, born: date | None, given: Links | None) -> Opened:
    """Exchange a link for a token of a quarter of an hour, which is good for what the link is for.

    With the date of birth it is good for the patient's own record too. It can be opened until it ends. A wrong date of
    birth is answered, not refused, because it counts: after five the link is dead, and somebody calls.
    Raises LinkUnknown, LinkEnded.
    """
    row = await lock_link_by_digest(work, digest_of(secret))
    if row is None or given is None:
        raise LinkUnknown(UNKNOWN_LINK)
    if row.state != LinkState.OPEN or work.now >= row.until:
        raise LinkEnded(GONE)
    opens = OPENS[Act(row.act)]
    if opens.proved and born is None:
        return Opened(row, None, None, MOST_TRIES - row.tries)
    if born is not None and not is_born(born, row.patient_id, row.birth_digest):
        return await _wrong(work, row)
    life = min(TOKEN_LIFE, row.until - work.now)
    await change_link(work, row.id, opened=row.opened + 1, tries=0)
    work.audit("link opened", f"link/{row.id}")
    proved = born is not None
    token = _token(work, row, given, life, proved=proved)
    return Opened(row, token, int(life.total_seconds()), MOST_TRIES, proved)


async def _wrong(work: Work, row: Row) -> Opened:
    tries = row.tries + 1
    await change_link(work, row.id, tries=tries)
    if tries >= MOST_TRIES:
        await change_link(work, row.id, state=LinkState.ENDED.value, ended_as=Ended.TRIES.value, ended_at=work.now)
        await WORKLIST.open(
            work,
            LINK_LOCKED,
            row.id,
            clinic_id=row.clinic_id,
            patient_id=row.patient_id,
            due_at=work.now + CALL_WITHIN,
            about={"message_id": row.message_id},
        )
    return Opened(row, None, None, MOST_TRIES - tries)


def _token(work: Work, row: Row, given: Links, life: timedelta, *, proved: bool) -> str:
    opens = OPENS[Act(row.act)]
    claims = {
        "iss": ISSUER,
        "aud": given.audience,
        "sub": str(row.patient_id),
        "roles": [*ROLES],
        "link": str(row.id),
        "scope": " ".join(opens.operations),
        "own": " ".join(PROVED) if proved else "",
        "only": {opens.about: str(row.subject_id)},
        "iat": int(work.now.timestamp()),
        "exp": int((work.now + life).timestamp()),
    }
    return jwt.encode(claims, given.key, algorithm="EdDSA", headers={"kid": given.key_id})


async def end_links(work: Work, about: str) -> None:
    """What they are about has been done, has changed or is over."""
    await _end(work, Ended.CAUSE_GONE, about=about)


async def end_links_of_merged(work: Work, patient_id: UUID) -> None:
    """The record was merged into another one: its links open nothing, and messages about the person bring new ones."""
    await _end(work, Ended.MERGED, patient_id=patient_id)


async def end_link_of_two(work: Work, link_id: UUID) -> None:
    """It was sent to another person than it is about."""
    await _end(work, Ended.MERGED, id=link_id)


async def _end(work: Work, why: Ended, **which: object) -> None:
    for died in await end_links_where(work, why, **which):
        await WORKLIST.close(work, LINK_LOCKED, died, "not_needed_now")


async def end_link(work: Work, link_id: UUID, note: str, why: Ended = Ended.BY_STAFF) -> Row:
    """Staff end a link that is in the wrong hands, or that the patient need not open. Raises LinkUnknown, Forbidden,
    LinkEnded, ClaimedByAnother."""
    row = await lock_link(work, link_id)
    if row is None:
        raise LinkUnknown("There is no such link among those that you may see.")
    work.access.authorize(whose=row.patient_id, where=row.clinic_id)
    locked = row.ended_as == Ended.TRIES.value
    if row.state != LinkState.OPEN and not locked:
        raise LinkEnded("This link has ended already.")
    await WORKLIST.require_free(work, LINK_LOCKED, link_id)
    await change_link(work, link_id, state=LinkState.ENDED.value, ended_as=why.value, ended_at=work.now, note=note)
    await WORKLIST.close(work, LINK_LOCKED, link_id, why.value)
    work.audit("link ended", f"link/{link_id}", reason=note)
    return row
