"""Asking a provider over HTTP, and what its silence means."""

import asyncio
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import httpx

from services.notifications.domain.channels import Accepted, CarrierDown, Doubtful

PATIENCE = httpx.Timeout(20.0, connect=5.0)
"""Seconds; nobody but this message waits."""
WHOLE_SECONDS = 40.0
"""For all of an exchange: each of the times above begins again with every piece that arrives."""
LONGEST_WAIT = timedelta(hours=1)
MOST_DIGITS = 6
"""Of a wait that is looked at: it is more than the longest anyway."""
LONGEST_ID = 500
"""Characters of a provider's id that are kept; no provider's are a third as long."""


async def ask(client: httpx.AsyncClient, name: str, method: str, address: str, **sent: Any) -> httpx.Response:
    """The answer, whatever it says. ``name`` is the provider's in the reasons that people read.

    Raises CarrierDown where it cannot have got the request, and Doubtful where it can.
    """
    try:
        async with asyncio.timeout(WHOLE_SECONDS):
            return await client.request(method, address, **sent)
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
        raise CarrierDown(f"the {name} does not answer") from error
    except (httpx.HTTPError, TimeoutError) as error:
        raise Doubtful(unanswered(name)) from error


def unanswered(name: str) -> str:
    """The reason of a hand-over of which only the provider knows what became of it."""
    return f"it may have arrived: the {name} got it and did not answer"


def fields_of(answer: httpx.Response) -> dict[str, Any]:
    """Its JSON object; empty for anything else."""
    try:
        found = answer.json()
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def accepted_as(id: object, name: str) -> Accepted:
    """The carrier says what it calls the message. Raises Doubtful where it says nothing of the kind.

    A proxy, or a page that asks to sign in, answers 200 as well.
    """
    if not (isinstance(id, str) and 0 < len(id) <= LONGEST_ID):
        raise Doubtful(f"it may have arrived: the {name} answered what nobody understands")
    return Accepted(id)


def wait_of(answer: httpx.Response, otherwise: timedelta) -> timedelta:
    """What ``Retry-After`` asks for, in seconds or as a date (RFC 9110); ``otherwise`` without it; an hour at most."""
    written = answer.headers.get("Retry-After", "").strip()
    if written.isdecimal():
        wait = timedelta(seconds=int(written[:MOST_DIGITS]))
    else:
        until, now = (_moment(each) for each in (written, answer.headers.get("Date", "")))
        wait = until - now if until and now else otherwise
    return min(max(wait, timedelta(seconds=1)), LONGEST_WAIT)


def _moment(written: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(written)
    except ValueError:
        return None
    return moment if moment.tzinfo else None
