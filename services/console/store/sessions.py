"""Sessions as rows."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import insert, select, update

from chassis.work import Work
from services.console.domain.sessions import Session
from services.console.tables import sessions

_COLUMNS = [sessions.c[name] for name in Session.__dataclass_fields__]


async def find_session(work: Work, session_id: bytes, *, lock: bool = False) -> Session | None:
    """A session that somebody's cookie names."""
    found = select(*_COLUMNS).where(sessions.c.id == session_id, sessions.c.ended_at.is_(None))
    row = (await work.execute(found.with_for_update() if lock else found)).one_or_none()
    return Session(**row._mapping) if row else None


async def find_person_of_form(work: Work, form_id: bytes) -> str | None:
    """Whose session it was that a form was made for, also when it has ended; None where nobody knows."""
    found = select(sessions.c.subject).where(sessions.c.forms == form_id)
    row = (await work.execute(found)).one_or_none()
    return str(row.subject) if row else None


async def insert_session(work: Work, session: Session, form_id: bytes) -> None:
    """A person signed in."""
    values = {name: getattr(session, name) for name in Session.__dataclass_fields__} | {"forms": form_id}
    await work.execute(insert(sessions).values(**values))


async def renew_session(work: Work, session_id: bytes, tokens: bytes, renew_at: datetime) -> None:
    """New tokens of the same person."""
    changed = update(sessions).where(sessions.c.id == session_id)
    await work.execute(changed.values(tokens=tokens, renew_at=renew_at))


async def see_session(work: Work, session_id: bytes) -> None:
    """The person did something now."""
    await work.execute(update(sessions).where(sessions.c.id == session_id).values(seen_at=work.now))


async def remember_clinic(work: Work, session_id: bytes, clinic_id: UUID) -> None:
    """The clinic whose pages the person opens."""
    await work.execute(update(sessions).where(sessions.c.id == session_id).values(clinic_id=clinic_id))


async def end_session(work: Work, session_id: bytes) -> None:
    """The cookie is worth nothing any more. Whose forms they were is known until the row is deleted."""
    ended = update(sessions).where(sessions.c.id == session_id, sessions.c.ended_at.is_(None))
    await work.execute(ended.values(tokens=b"", ended_at=work.now))
