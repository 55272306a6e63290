"""Idempotency-Key: a repeated request gets the first answer; the same key with another request is refused."""

import hashlib
from collections.abc import Mapping

from fastapi import Request, Response
from sqlalchemy import bindparam, select, update
from sqlalchemy.dialects.postgresql import insert

from chassis.data.statements import Prepared
from chassis.data.tables import idempotency_keys
from chassis.refusals import Invalid
from chassis.work import Work

HEADER = "Idempotency-Key"
LONGEST_KEY = 200

_MINE = (idempotency_keys.c.key == bindparam("of"), idempotency_keys.c.subject == bindparam("by"))
_CLAIM = Prepared(insert(idempotency_keys).on_conflict_do_nothing().returning(idempotency_keys.c.key))
_EARLIER = Prepared(select(idempotency_keys).where(*_MINE))
_REMEMBER = Prepared(update(idempotency_keys).where(*_MINE))


class KeyMissing(Invalid):
    """A request that creates something has no Idempotency-Key: send any string of your own, such as a UUID."""


class KeyReused(Invalid):
    """The Idempotency-Key was sent before with another request: use a new key for a new request."""


class KeyTooLong(Invalid):
    """The Idempotency-Key is longer than 200 characters: send a UUID."""


async def fingerprint_of(request: Request) -> str:
    """Identifies a request: method, address and body."""
    digest = hashlib.sha256(f"{request.method} {request.url.path}?{request.url.query}\n".encode())
    digest.update(await request.body())
    return digest.hexdigest()


async def earlier_answer(work: Work, key: str, fingerprint: str) -> Response | None:
    """Claim ``key`` for this request; returns the earlier answer, if there was one. Raises KeyReused.

    Waits for a request in progress with the same key. The claim is a row of the same transaction, so a request that
    was refused or failed leaves none.
    """
    if len(key) > LONGEST_KEY:
        raise KeyTooLong("The Idempotency-Key is longer than {longest} characters: send a UUID.", longest=LONGEST_KEY)
    mine = {"of": key, "by": work.actor.subject}
    claim = {"key": key, "subject": work.actor.subject, "fingerprint": fingerprint, "created_at": work.now}
    if (await work.execute(_CLAIM, claim)).first():
        return None
    row = (await work.execute(_EARLIER, mine)).one()
    if row.fingerprint != fingerprint:
        raise KeyReused("This Idempotency-Key was sent before with another request: use a new key for a new request.")
    return Response(row.body, row.status, {**row.headers, "Idempotency-Replayed": "true"})


async def remember(work: Work, key: str, response: Response) -> None:
    """Store the answer, for repeated requests."""
    kept: Mapping[str, str] = {name: value for name, value in response.headers.items() if name != "content-length"}
    answer = {"status": response.status_code, "headers": dict(kept), "body": bytes(response.body)}
    await work.execute(_REMEMBER, {"of": key, "by": work.actor.subject, **answer})
