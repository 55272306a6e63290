"""A clinic is closed for good: look at what it leaves behind, confirm, give it another day, take it back."""

from datetime import datetime
from typing import Any

from starlette.responses import Response

from chassis.local_time import local_day
from services.console.access import CLINIC_END_SAY, CLINIC_END_SEE
from services.console.neighbours import Refused
from services.console.pages.closing.view import LEFT
from services.console.pages.registry import Asked, page
from services.console.pages.vocabulary import KINDS, words_for

AT = "/c/{clinic_id:uuid}/closing"


@page(AT, CLINIC_END_SEE)
async def closing(asked: Asked) -> Response:
    """From when on the clinic is closed for good, if it is, and what is left there now."""
    return await _show(asked)


@page(AT + "/look", CLINIC_END_SAY, method="POST")
async def look(asked: Asked) -> Response:
    """What would be left behind from the day that was typed on. Nothing changes."""
    try:
        seen = await asked.send_to("booking", f"{_of(asked)}/touched", _typed(asked))
    except Refused as refused:
        return await _show(asked, refused=refused, beside="say")
    return await _show(asked, seen=seen)


@page(AT, CLINIC_END_SAY, method="POST")
async def confirm(asked: Asked) -> Response:
    """Say it, or another day. What was typed stays beside a refusal."""
    try:
        await asked.send_to("booking", _of(asked), _typed(asked), method="PUT")
    except Refused as refused:
        return await _show(asked, refused=refused, beside="say")
    return asked.go(asked.address("closing"))


@page(AT + "/withdraw", CLINIC_END_SAY, method="POST")
async def withdraw(asked: Asked) -> Response:
    """The clinic stays, or is open again."""
    try:
        await asked.send_to("booking", f"{_of(asked)}/withdraw", {"reason": asked.form.get("reason", "")})
    except Refused as refused:
        return await _show(asked, refused=refused, beside="stays")
    return asked.go(asked.address("closing"))


def _of(asked: Asked) -> str:
    return f"/clinics/{asked.at.id}/end"


def _typed(asked: Asked) -> dict[str, str]:
    return {name: asked.form.get(name, "") for name in ("closed_from", "reason")}


async def _present(asked: Asked) -> Any:
    """What booking says of the end; None while the clinic stays. Raises Refused, Unauthenticated, Unavailable."""
    try:
        return await asked.read_from("booking", _of(asked))
    except Refused as refused:
        if refused.status == 404:
            return None
        raise


async def _show(asked: Asked, *, seen: Any = None, refused: Refused | None = None, beside: str = "") -> Response:
    present = await _present(asked)
    return asked.draw(
        "closing",
        status=refused.status if refused else 200,
        present=present,
        seen=seen,
        left=seen or present,
        typed=asked.form if beside != "stays" else {},
        why_stays=asked.form.get("reason", "") if beside == "stays" else "",
        refused={beside: refused.sentence} if refused else {},
        may_say=asked.may(CLINIC_END_SAY, asked.at.id),
        today=local_day(asked.work.now, asked.at.zone),
        moment=datetime.fromisoformat,
        words_for=words_for,
        KINDS=KINDS,
        LEFT=LEFT,
    )
