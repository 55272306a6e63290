"""One thread: what was written both ways, the answer with its preview, who works on it, and its end."""

import asyncio
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from starlette.responses import Response

from services.console.access import INBOX_ANSWER, INBOX_SEE
from services.console.neighbours import Refused
from services.console.pages.inbox.view import (
    ARRIVALS,
    REASONS,
    STATES,
    STEPS,
    people_in,
    thread_of,
)
from services.console.pages.names import names_of
from services.console.pages.registry import Asked, page
from services.console.pages.vocabulary import CHANNELS

_THREAD = "/c/{clinic_id:uuid}/inbox/{thread_id:uuid}"
FOUND = 8
"""Patients that a search shows."""


@page(_THREAD, INBOX_SEE)
async def thread(asked: Asked) -> Response:
    """The thread. ``after`` shows what is older, ``find`` patients who may have written."""
    return await _show(asked)


@page(_THREAD + "/preview", INBOX_ANSWER, method="POST")
async def preview(asked: Asked) -> Response:
    """What the patient would read, or why it is refused, beside what was typed."""
    try:
        shown = await asked.send_to("notifications", f"{_path(asked)}/preview", {"text": asked.form.get("text", "")})
    except Refused as refused:
        return await _show(asked, refused=("reply", refused))
    return await _show(asked, shown=shown)


@page(_THREAD + "/{act:str}", INBOX_ANSWER, method="POST")
async def act_on_thread(asked: Asked) -> Response:
    """Do one of ACTS. A refusal is shown beside its form, which keeps what was typed."""
    name = asked.request.path_params["act"]
    if name not in ACTS:
        return asked.go(_address(asked))
    try:
        done = await asked.send_to("notifications", f"{_path(asked)}/{name}", ACTS[name](asked))
    except Refused as refused:
        return await _show(asked, refused=(name, refused))
    return asked.go(asked.address(f"inbox/{done['id']}"))  # whoever wrote may have a thread already


def _assign(asked: Asked) -> Mapping[str, Any]:
    """To whom the button says, or the field; to nobody where both are empty."""
    to = asked.form.get("to") or asked.form.get("colleague") or None
    return {"to": to, "note": asked.form.get("note") or None}


def _close(asked: Asked) -> Mapping[str, Any]:
    form = asked.form
    said = {"reason": form.get("reason", ""), "note": form.get("note", ""), "no_reaction": "no_reaction" in form}
    return {**said, "meant": form.get("meant") or None}


def _note(asked: Asked) -> Mapping[str, Any]:
    return {"note": asked.form.get("note", "")}


def _attribute(asked: Asked) -> Mapping[str, Any]:
    return {"patient_id": asked.form.get("patient_id", ""), **_note(asked)}


ACTS = {
    "assign": _assign,
    "reply": lambda asked: {"text": asked.form.get("text", "")},
    "close": _close,
    "reopen": _note,
    "attribute": _attribute,
}
"""What can be done to a thread, and the body of each."""


async def _show(
    asked: Asked, *, refused: tuple[str, Refused] | None = None, shown: Mapping[str, Any] | None = None
) -> Response:
    said, written, inbox = await asyncio.gather(
        asked.read_from("notifications", _path(asked)),
        asked.read_from("notifications", f"{_path(asked)}/conversation", after=asked.given.get("after") or None),
        asked.read_from("notifications", f"/clinics/{asked.at.id}/inbox"),
    )
    names = await names_of(asked, people_in([said]))
    me = asked.work.actor.subject
    older = written["next"]
    return asked.draw(
        "inbox/thread",
        status=refused[1].status if refused else 200,
        thread=thread_of(said, names, me, asked.work.now),
        lines=[{**each, "at": datetime.fromisoformat(each["at"])} for each in reversed(written["items"])],
        older=asked.address(_page_of(asked), after=older) if older else None,
        steps=[{**each, "at": datetime.fromisoformat(each["at"])} for each in said["steps"]],
        colleagues=[each for each in inbox["colleagues"] if each not in (me, said["assigned_to"])],
        find=asked.given.get("find", ""),
        found=await _found(asked, said),
        refused={refused[0]: refused[1].sentence} if refused else {},
        shown=shown,
        typed=asked.form,
        may_answer=asked.may(INBOX_ANSWER, asked.at.id),
        here=_address(asked),
        me=me,
        ARRIVALS=ARRIVALS,
        CHANNELS=CHANNELS,
        REASONS=REASONS,
        STATES=STATES,
        STEPS=STEPS,
    )


async def _found(asked: Asked, said: Mapping[str, Any]) -> list[Mapping[str, Any]] | None:
    """Patients who may have written, for a thread of nobody's or of several people's; None: nobody was looked for."""
    wanted = asked.given.get("find", "").strip()
    if said["patient_id"] or not wanted:
        return None
    by = "phone" if sum(each.isdigit() for each in wanted) >= 6 else "name"  # booking needs six digits of a number
    found = await asked.read_from("booking", "/patients", limit=FOUND, **{by: wanted})
    items: list[Mapping[str, Any]] = found["items"]
    return items


def _path(asked: Asked) -> str:
    thread_id: UUID = asked.request.path_params["thread_id"]
    return f"/threads/{thread_id}"


def _page_of(asked: Asked) -> str:
    return f"inbox/{asked.request.path_params['thread_id']}"


def _address(asked: Asked) -> str:
    return asked.address(_page_of(asked), after=asked.request.query_params.get("after"))
