"""Worklists: what somebody must do at a clinic, of all services in one place."""

from starlette.responses import Response

from services.console.access import WORKLISTS_SEE, seen_services
from services.console.neighbours import Refused
from services.console.pages.items import page_of
from services.console.pages.names import names_of
from services.console.pages.registry import Asked, page
from services.console.pages.vocabulary import SERVICES
from services.console.pages.worklists.view import groups_of, title_of
from services.console.queries.worklists import MOST, open_items, service_of

FOR_OTHERS = ("item-for-others", "forbidden", "claimed-by-another", "item-closed", "not-found", "item-not-found")
"""Refusals after which the next item is tried."""
TRIED = 20
"""Items that are tried before the page says that there is nothing for this person."""


@page("/c/{clinic_id:uuid}/worklists", WORKLISTS_SEE)
async def worklists(asked: Asked) -> Response:
    """The page. ``of`` is one service; ``mine`` shows what the person works on."""
    return await _show(asked)


@page("/c/{clinic_id:uuid}/worklists/next", WORKLISTS_SEE, method="POST")
async def take_next(asked: Asked) -> Response:
    """Take what is due first of what nobody has and this person may take."""
    chosen, _ = _chosen(asked)
    free = [each for each in await open_items(asked.work, asked.at.id, chosen) if not each.holder]
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
            return asked.go(f"{_address(asked)}#item-{each.id}")
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
    chosen, mine = _chosen(asked)
    found = await open_items(asked.work, asked.at.id, chosen)
    more, found = len(found) > MOST, found[:MOST]
    shown = [each for each in found if each.mine] if mine else found
    return asked.draw(
        "worklists",
        status=status,
        groups=groups_of(shown, asked.work.now, asked.at.zone),
        names=await names_of(asked, [each.patient_id for each in shown]),
        more=more,
        chosen=chosen,
        mine=mine,
        services=[(each, SERVICES[each]) for each in seen_services(asked.work.access)],
        refused=refused or {},
        nothing=nothing,
        title_of=title_of,
        page_of=page_of,
        SERVICES=SERVICES,
        here=_address(asked),
        now=asked.work.now,
    )


def _chosen(asked: Asked) -> tuple[str | None, bool]:
    of = asked.given.get("of")
    return (of if of in SERVICES else None), asked.given.get("mine") == "1"


def _address(asked: Asked) -> str:
    chosen, mine = _chosen(asked)
    return asked.address("worklists", of=chosen, mine="1" if mine else None)
