"""Dead letters of one group, and one of them: tried out first, then replayed in order, or discarded with a reason."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from starlette.responses import Response

from chassis.refusals import NotFound
from services.console.access import OPERATE_SEE, OPERATE_SETTLE
from services.console.neighbours import ALL, Refused
from services.console.pages.operate.asking import UTC, ask_all
from services.console.pages.operate.view import short
from services.console.pages.registry import Asked, page

MOST = 50
"""Dead letters of a group on its page, the oldest; it says so when there are more."""
SETTLED = 25
"""Of each service, the newest."""


@page("/operate/groups", OPERATE_SEE)
async def group(asked: Asked) -> Response:
    """``service``, and ``type`` and ``place`` as its list of groups says them; the overview where none is named."""
    return await _show_group(asked) if asked.given.get("service") else asked.go("/operate")


@page("/operate/groups/replay", OPERATE_SETTLE, method="POST")
async def replay_group(asked: Asked) -> Response:
    """Each key of the group in order; with ``dry_run`` only what each event would do."""
    service = _service(asked)
    dry_run = asked.form.get("dry_run") == "1"
    try:
        done = await asked.send_to(service, "/dead-letters/replay", {**_which(asked), "dry_run": dry_run})
    except Refused as refused:
        return await _show_group(asked, refused=refused.sentence, status=refused.status)
    return await _show_group(asked, done=done["keys"], left=done["left"], tried=dry_run)


@page("/operate/letters/{service:str}/{letter_id:int}", OPERATE_SEE)
async def letter(asked: Asked) -> Response:
    """One of them, with what an operator may read of its event."""
    return await _show_letter(asked)


@page("/operate/letters/{service:str}/{letter_id:int}/replay", OPERATE_SETTLE, method="POST")
async def replay(asked: Asked) -> Response:
    """Its key, in order; with ``dry_run`` only what each event would do."""
    dry_run = asked.form.get("dry_run") == "1"
    try:
        done = await asked.send_to(_service(asked), f"{_path(asked)}/replay", {"dry_run": dry_run})
    except Refused as refused:
        return await _show_letter(asked, refused=refused.sentence, status=refused.status)
    if dry_run:
        return await _show_letter(asked, done=[done])
    return asked.draw("operate/done", zone=UTC, service=_service(asked), done=[_key(done)], discarded=None)


@page("/operate/letters/{service:str}/{letter_id:int}/discard", OPERATE_SETTLE, method="POST")
async def discard(asked: Asked) -> Response:
    """For good, with the reason that was given."""
    reason = asked.form.get("reason", "").strip()
    try:
        done = await asked.send_to(_service(asked), f"{_path(asked)}/discard", {"reason": reason})
    except Refused as refused:
        return await _show_letter(asked, refused=refused.sentence, reason=reason, status=refused.status)
    return asked.draw("operate/done", zone=UTC, service=_service(asked), done=[], discarded=done)


@page("/operate/settled", OPERATE_SEE)
async def settled(asked: Asked) -> Response:
    """What was replayed or discarded lately, of all services."""
    answers = await ask_all(asked, "/settled-dead-letters", limit=SETTLED)
    found = [_settled(service, each) for service, answer in answers.items() if answer for each in answer["items"]]
    return asked.draw("operate/settled", zone=UTC, rows=sorted(found, key=lambda row: row["at"], reverse=True))


async def _show_group(
    asked: Asked,
    *,
    done: list[Any] | None = None,
    left: int = 0,
    tried: bool = False,
    refused: str | None = None,
    status: int = 200,
) -> Response:
    service, which = _service(asked), _which(asked)
    query = {"error_type": which["type"], "error_place": which["place"], "limit": MOST}
    found = await asked.read_from(service, "/dead-letters", **query)
    return asked.draw(
        "operate/group",
        status=status,
        zone=UTC,
        service=service,
        which=which,
        letters=[_letter(each) for each in found["items"]],
        more=found["next"] is not None,
        done=[_key(each) for each in done or ()],
        asked_for=done is not None,
        left=left,
        tried=tried,
        refused=refused,
        may_settle=asked.work.access.may(OPERATE_SETTLE),
    )


async def _show_letter(
    asked: Asked,
    *,
    done: list[Any] | None = None,
    refused: str | None = None,
    reason: str = "",
    status: int = 200,
) -> Response:
    service = _service(asked)
    found = await asked.read_from(service, _path(asked))
    group = {"service": service, "type": found["error_type"] or "", "place": found["error_place"] or ""}
    return asked.draw(
        "operate/letter",
        status=status,
        zone=UTC,
        service=service,
        letter=_letter(found),
        content=json.dumps(found["content"], indent=2, ensure_ascii=False),
        back=f"/operate/groups?{urlencode(group)}" if found["error"] else None,
        here=f"/operate/letters/{service}/{found['id']}",
        done=[_key(each) for each in done or ()],
        refused=refused,
        reason=reason,
        may_settle=asked.work.access.may(OPERATE_SETTLE),
    )


def _service(asked: Asked) -> str:
    """Raises NotFound for a service that is none: it becomes part of an address."""
    service: str = asked.request.path_params.get("service") or asked.given.get("service", "")
    if service not in ALL:
        raise NotFound("There is no such service: go back to the overview.")
    return service


def _path(asked: Asked) -> str:
    return f"/dead-letters/{asked.request.path_params['letter_id']}"


def _which(asked: Asked) -> dict[str, str]:
    return {name: asked.given.get(name, "") for name in ("type", "place")}


def _letter(given: Mapping[str, Any]) -> dict[str, Any]:
    return {**given, "event": short(given["type"]), "at": datetime.fromisoformat(given["arrived_at"])}


def _key(given: Mapping[str, Any]) -> dict[str, Any]:
    effects = [{**each, "event": short(each["type"]), "names": _short(each["published"])} for each in given["effects"]]
    return {**given, "effects": effects}


def _short(types: list[str]) -> list[str]:
    return [short(each) for each in types]


def _settled(service: str, given: Mapping[str, Any]) -> dict[str, Any]:
    at, event = datetime.fromisoformat(given["settled_at"]), short(given["type"])
    return {**given, "service": service, "at": at, "event": event}
