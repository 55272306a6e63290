"""Idempotency-Key: a repeated request gets the first answer; the same key with another request is refused.

The answer is stored in the transaction that it reports, as its last statement, so a new request costs no look before.
A repeated one does its work, finds the answer there, and is undone; or its work is refused by what the first one did.
"""

import hashlib
from collections.abc import Mapping
from typing import Any

from fastapi import Request, Response
from sqlalchemy import bindparam, select

from chassis.data.statements import Prepared
from chassis.data.tables import idempotency_keys
from chassis.http.uploads import Upload
from chassis.refusals import Invalid, Refusal
from chassis.work import Answer, Work

HEADER = "Idempotency-Key"
LONGEST_KEY = 200

_EARLIER = Prepared(
    select(idempotency_keys).where(
        idempotency_keys.c.key == bindparam("of"), idempotency_keys.c.subject == bindparam("by")
    )
)


class KeyMissing(Invalid):
    """A request that creates something has no Idempotency-Key: send any string of your own, such as a UUID."""


class KeyReused(Invalid):
    """The Idempotency-Key was sent before with another request: use a new key for a new request."""


class KeyTooLong(Invalid):
    """The Idempotency-Key is longer than 200 characters: send a UUID."""


class LinkUsed(Refusal):
    """The caller came by a link, which does each thing once, and has done this: ask the clinic for another one."""


def require_short(key: str) -> None:
    """Raises KeyTooLong."""
    if len(key) > LONGEST_KEY:
        raise KeyTooLong("The Idempotency-Key is longer than {longest} characters: send a UUID.", longest=LONGEST_KEY)


async def fingerprint_of(request: Request) -> str:
    """Identifies a request: method, address and body."""
    digest = hashlib.sha256(f"{request.method} {request.url.path}?{request.url.query}\n".encode())
    upload: Upload | None = request.scope["state"].get("upload")
    digest.update(upload.digest.encode() if upload else await request.body())
    return digest.hexdigest()


async def earlier_answer(work: Work, key: str, subject: str, request: Request) -> Response | None:
    """The answer that was stored under this caller's key, or None. Raises KeyReused."""
    row = (await work.execute(_EARLIER, {"of": key, "by": subject})).one_or_none()
    if row is None:
        return None
    if row.fingerprint != await fingerprint_of(request):
        raise KeyReused("This Idempotency-Key was sent before with another request: use a new key for a new request.")
    return Response(row.body, row.status, {**row.headers, "Idempotency-Replayed": "true"})


async def answer_of(request: Request, key: str, response: Response) -> Answer:
    """What a repeated request gets."""
    kept: Mapping[str, Any] = {name: value for name, value in response.headers.items() if name != "content-length"}
    return Answer(key, await fingerprint_of(request), response.status_code, kept, bytes(response.body))
