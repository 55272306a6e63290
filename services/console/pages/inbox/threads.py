"""The threads of a clinic: who waits longest at the top."""

import asyncio

from starlette.responses import Response

from services.console.access import INBOX_ANSWER, INBOX_SEE
from services.console.neighbours import Refused
from services.console.pages.inbox.view import EMPTY, STATES, TABS, people_in, thread_of
from services.console.pages.names import names_of
from services.console.pages.registry import Asked, page
from services.console.pages.vocabulary import CHANNELS

TRIED = 5
"""Threads that are tried before the page says that there is nothing to take."""


@page("/c/{clinic_id:uuid}/inbox", INBOX_SEE)
async def inbox(asked: Asked) -> Response:
    """The page. ``tab`` is one of TABS, ``after`` the place in a long list."""
    return await _show(asked)


@page("/c/{clinic_id:uuid}/inbox/next", INBOX_ANSWER, method="POST")
async def take_next_thread(asked: Asked) -> Response:
    """Take what waits longest of what nobody has, and open it."""
    free = await asked.read_from(
        "notifications", "/threads", clinic_id=str(asked.at.id), state="open", assigned="nobodys", limit=TRIED
    )
    for each in free["items"]:
        if each["claimed_by"] not in (None, asked.work.actor.subject):
            continue
        try:
            await asked.send_to(
                "notifications",
                f"/threads/{each['id']}/assign",
                {"to": asked.work.actor.subject},
                key=f"{asked.form.get('key', '')}/{each['id']}",
            )
        except Refused:  # somebody else was quicker
            continue
        return asked.go(asked.address(f"inbox/{each['id']}"))
    return await _show(asked, nothing=True)


async def _show(asked: Asked, *, nothing: bool = False) -> Response:
    tab = asked.given.one_of("tab", TABS) or next(iter(TABS))
    query = dict(TABS[tab][1])
    if tab != "unknown":
        query["clinic_id"] = str(asked.at.id)
    found, counts = await asyncio.gather(
        asked.read_from("notifications", "/threads", after=asked.given.get("after") or None, **query),
        asked.read_from("notifications", f"/clinics/{asked.at.id}/inbox"),
    )
    names = await names_of(asked, people_in(found["items"]))
    now, me = asked.work.now, asked.work.actor.subject
    return asked.draw(
        "inbox",
        threads=[thread_of(each, names, me, now) for each in found["items"]],
        older=asked.address("inbox", tab=tab, after=found["next"]) if found["next"] else None,
        counts=counts,
        tab=tab,
        nothing=nothing,
        may_answer=asked.may(INBOX_ANSWER, asked.at.id),
        here=asked.address("inbox", tab=tab, after=asked.given.get("after")),
        TABS=TABS,
        EMPTY=EMPTY,
        CHANNELS=CHANNELS,
        STATES=STATES,
    )
