"""What waits for a medical director at all of their clinics, and letters about recalls that nobody has released."""

import asyncio
from typing import Any

from starlette.responses import Response

from chassis.refusals import Unavailable
from services.console.access import DECISIONS_RULE, DIRECTOR_SEE
from services.console.neighbours import Refused
from services.console.pages.director.view import KINDS, asked_of, groups_of
from services.console.pages.items import page_of
from services.console.pages.names import names_of
from services.console.pages.products import product_names
from services.console.pages.registry import Asked, page
from services.console.pages.words import word
from services.console.queries.directors import MOST, waiting_for_directors

NOT_SURE = word("Tick the box first: letters cannot be called back.")


@page("/c/{clinic_id:uuid}/director", DIRECTOR_SEE)
async def director(asked: Asked) -> Response:
    """The page. ``here`` shows the clinic of the address alone."""
    return await _show(asked)


@page("/c/{clinic_id:uuid}/director/items/{item_id:uuid}/{act:str}", DECISIONS_RULE, method="POST")
async def act(asked: Asked) -> Response:
    """Take an item, or give it back: two directors do not decide the same. A refusal is shown beside it."""
    item_id, name = asked.request.path_params["item_id"], asked.request.path_params["act"]
    if name in ("claim", "release"):
        try:
            await asked.send_to("screening", f"/worklist/{item_id}/{name}")
        except Refused as refused:
            return await _show(asked, refused={str(item_id): refused.sentence}, status=refused.status)
    return asked.go(f"{_address(asked)}#item-{item_id}")


@page("/c/{clinic_id:uuid}/director/recalls/{recall_id:uuid}/letters", DECISIONS_RULE, method="POST")
async def release_letters(asked: Asked) -> Response:
    """Have everybody written to on whom the lot was used, once the person has said that they are sure."""
    recall_id = str(asked.request.path_params["recall_id"])
    if asked.form.get("sure") != "1":
        return await _show(asked, refused={recall_id: NOT_SURE}, status=422)
    try:
        await asked.send_to("inventory", f"/recalls/{recall_id}/letters")
    except Refused as refused:
        return await _show(asked, refused={recall_id: refused.sentence}, status=refused.status)
    return asked.go(_address(asked))


async def _show(asked: Asked, *, refused: dict[str, str] | None = None, status: int = 200) -> Response:
    only_here = asked.given.says("here")
    found = await waiting_for_directors(asked.work, KINDS, asked.at.id if only_here else None)
    more, found = len(found) > MOST, found[:MOST]
    names, letters = await asyncio.gather(names_of(asked, [each.patient_id for each in found]), _letters(asked))
    return asked.draw(
        "director",
        products=await product_names(asked),
        status=status,
        groups=groups_of(found),
        more=more,
        names=names,
        letters=letters,
        refused=refused or {},
        only_here=only_here,
        may_rule=asked.may(DECISIONS_RULE, asked.at.id),
        page_of=page_of,
        asked_of=asked_of,
        KINDS=KINDS,
        here=_address(asked),
    )


async def _letters(asked: Asked) -> list[dict[str, Any]] | None:
    """Recalls that touched patients to whom nobody has written; None while inventory does not answer."""
    try:
        found = await asked.read_from("inventory", "/recalls", closed="false", withdrawn="false", limit=50)
        unreleased = [each for each in found["items"] if each["letters_released_at"] is None]
        sums = await asyncio.gather(
            *(asked.read_from("inventory", f"/recalls/{each['id']}/reconciliation") for each in unreleased)
        )
    except (Refused, Unavailable):
        return None
    treated = [each["treated"] for each in sums]
    return [{**each, "treated": count} for each, count in zip(unreleased, treated, strict=True) if count]


def _address(asked: Asked) -> str:
    return asked.address("director", here="1" if asked.given.says("here") else None)
