"""Worklists: what somebody must do at a clinic, of all services in one place."""

from datetime import timedelta
from typing import Any

from starlette.responses import Response

from chassis.local_time import local_day, start_of_day
from services.console.access import WORKLISTS_SEE, seen_services
from services.console.neighbours import Refused
from services.console.pages.items import page_of
from services.console.pages.names import names_of
from services.console.pages.registry import Asked, page
from services.console.pages.vocabulary import SERVICES
from services.console.pages.worklists.view import groups_of, title_of
from services.console.queries.worklists import Wanted, count_items, open_items, place_in, service_of

FOR_OTHERS = ("item-for-others", "forbidden", "claimed-by-another", "item-closed", "not-found", "item-not-found")
"""Refusals after which the next item is tried."""
TRIED = 20
"""Items that are tried before the page says that there is nothing for this person."""


@page("/c/{clinic_id:uuid}/worklists", WORKLISTS_SEE)
async def worklists(asked: Asked) -> Response:
    """The page. ``of`` is one service, ``mine`` what the person works on; ``after`` and ``before`` are other pages."""
    return await _show(asked)


@page("/c/{clinic_id:uuid}/worklists/next", WORKLISTS_SEE, method="POST")
async def take_next(asked: Asked) -> Response:
    """Take what is due first of what nobody has and this person may take."""
    service = _wanted(asked).service
    shown = {each.id for each in (await open_items(asked.work, asked.at.id, Wanted(service))).items}
    free = (await open_items(asked.work, asked.at.id, Wanted(service, free=True))).items
    for each in free[:TRIED]:
        try:
            # A key for each item: the form's own is for one request.
            await asked.send_to(
                each.service, f"/worklist/{each.id}/claim", key=f"{asked.form.get('key', '')}/{each.id}"
            )
        except Refused as refused:
            if refused.kind not in FOR_OTHERS:
                return await _show(asked, refused={str(each.id): refused.sentence}, status=refused.status)
        else:
            mine = (
                None if each.id in shown else "1"
            )  # others work on all of the first page: on that of their own it is seen
            return asked.go(f"{asked.address('worklists', of=service, mine=mine)}#item-{each.id}")
    return await _show(asked, nothing=True)


@page("/c/{clinic_id:uuid}/worklists/{item_id:uuid}/{act:str}", WORKLISTS_SEE, method="POST")
async def act(asked: Asked) -> Response:
    """Take an item, or give it back. A refusal is shown beside it."""
    item_id, name = asked.request.path_params["item_id"], asked.request.path_params["act"]
    service = await service_of(asked.work, item_id)
    if service is not None and name in ("claim", "release"):
        try:
            await asked.send_to(service, f"/worklist/{item_id}/{name}")
        except Refused as refused:
            return await _show(asked, refused={str(item_id): refused.sentence}, status=refused.status)
    return asked.go(f"{_address(asked)}#item-{item_id}")


async def _show(
    asked: Asked, *, refused: dict[str, str] | None = None, nothing: bool = False, status: int = 200
) -> Response:
    wanted, now = _wanted(asked), asked.work.now
    listed = await open_items(asked.work, asked.at.id, wanted)
    tomorrow = start_of_day(local_day(now, asked.at.zone) + timedelta(days=1), asked.at.zone)
    return asked.draw(
        "worklists",
        status=status,
        groups=groups_of(listed.items, now, asked.at.zone),
        counts=await count_items(asked.work, asked.at.id, wanted, tomorrow),
        names=await names_of(asked, [each.patient_id for each in listed.items]),
        earlier=_address(asked, after=None, before=listed.earlier) if listed.earlier else None,
        later=_address(asked, before=None, after=listed.later) if listed.later else None,
        first=_address(asked, before=None, after=None),
        wanted=wanted,
        services=[(each, SERVICES[each]) for each in seen_services(asked.work.access)],
        refused=refused or {},
        nothing=nothing,
        title_of=title_of,
        page_of=page_of,
        SERVICES=SERVICES,
        here=_address(asked),
        now=now,
    )


def _wanted(asked: Asked) -> Wanted:
    given = asked.given
    after, before = given.read("after", place_in), given.read("before", place_in)
    return Wanted(given.one_of("of", SERVICES), given.says("mine"), after=after, before=None if after else before)


def _address(asked: Asked, **places: Any) -> str:
    """The list as it is shown, or another page of it."""
    wanted = _wanted(asked)
    said = {"of": wanted.service, "mine": "1" if wanted.mine else None, "after": wanted.after, "before": wanted.before}
    return asked.address("worklists", **{name: str(each) if each else None for name, each in (said | places).items()})
