"""Removes what the chassis' own tables hold of a person: the logs, stored answers, and records that are set aside.

A service removes what its own tables hold, in the same transaction. The logs only grow for the role of a service, so a
function of the tables' owner redacts them (chassis/data/upkeep.sql, docs/decisions/0048).
"""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import text

from chassis.data.tables import dead_letters
from chassis.events.letters import settle
from chassis.work import Work

_LOGS = text("SELECT erase_from_logs(:person, :subjects)")
_ANSWERS = text(
    "DELETE FROM idempotency_keys WHERE subject = :subject OR position(CAST(:mention AS bytea) IN body) > 0"
)
_MENTIONED = text("position(CAST(:mention AS bytea) IN value) > 0")


async def erase_traces(work: Work, person: UUID, subjects: Sequence[str] = ()) -> None:
    """Redact the event log and the audit log; delete answers and set-aside records that mention the person.

    ``subjects`` are further subjects of audit entries about the person, such as ``session/<id>``. Dead letters that
    failed or are parked stay: their key waits for somebody, who settles them (docs/decisions/0048).
    """
    mention = str(person).encode()
    await work.execute(_LOGS, {"person": person, "subjects": [f"patient/{person}", *subjects]})
    await work.execute(_ANSWERS, {"subject": str(person), "mention": mention})
    theirs = (dead_letters.c.key == str(person)) | _MENTIONED.bindparams(mention=mention)
    await settle(work, (dead_letters.c.status == "set_aside") & theirs, "discarded")
