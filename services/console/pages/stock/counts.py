"""The shelf is counted without looking at the books; somebody who did not count decides on a difference."""

import asyncio
from typing import Any

from starlette.responses import Response

from services.console.access import STOCK_MOVE, STOCK_SEE
from services.console.neighbours import Refused
from services.console.pages.products import product_names
from services.console.pages.registry import Asked, page
from services.console.pages.stock.reading import read_all
from services.console.pages.stock.scanning import LONGEST, problem_of
from services.console.pages.stock.view import number_in, to_moment
from services.console.pages.words import word

STATUSES = {
    "counting": word("Being counted"),
    "to_approve": word("Differs from the books: to be decided"),
    "approved": word("Approved: the books follow"),
    "agrees": word("Agrees with the books"),
    "withdrawn": word("Not carried on with"),
}
ENDS = ("approve", "reject", "withdraw")
LATELY = 30


@page("/c/{clinic_id:uuid}/stock/counts", STOCK_SEE)
async def counts(asked: Asked) -> Response:
    """Those that go on, and the last ones."""
    return await _list(asked)


@page("/c/{clinic_id:uuid}/stock/counts", STOCK_MOVE, method="POST")
async def start_count(asked: Asked) -> Response:
    """Begin: all of the shelf, or one product or lot of it."""
    body = {
        "clinic_id": str(asked.at.id),
        "gtin": asked.form.get("gtin", "").strip() or None,
        "lot": asked.form.get("lot", "").strip() or None,
        "note": asked.form.get("note", ""),
    }
    try:
        started = await asked.send_to("inventory", "/counts", body)
    except Refused as refused:
        return await _list(asked, refused=refused.sentence, status=refused.status)
    return asked.go(asked.address(f"stock/counts/{started['id']}"))


@page("/c/{clinic_id:uuid}/stock/counts/{count_id:uuid}", STOCK_SEE)
async def count(asked: Asked) -> Response:
    """One of them."""
    return await _show(asked)


@page("/c/{clinic_id:uuid}/stock/counts/{count_id:uuid}/scan", STOCK_MOVE, method="POST")
async def count_scan(asked: Asked) -> Response:
    """What lies there. It is written down at once; several people may count."""
    scan = asked.form.get("scan", "")[:LONGEST]
    body = {
        "items": [{"scan": scan, "quantity": number_in(asked.form.get("quantity"))}],
        "again": "again" in asked.form,
    }
    try:
        await asked.send_to("inventory", f"/counts/{_id(asked)}/lines", body)
    except Refused as refused:
        return await _show(asked, refused={"scan": problem_of(refused)}, scan=scan, status=refused.status)
    return asked.go(_address(asked))


@page("/c/{clinic_id:uuid}/stock/counts/{count_id:uuid}/submit", STOCK_MOVE, method="POST")
async def submit_count(asked: Asked) -> Response:
    """Everybody has counted."""
    return await _end(asked, "submit", None)


@page("/c/{clinic_id:uuid}/stock/counts/{count_id:uuid}/end/{act:str}", STOCK_MOVE, method="POST")
async def end_count(asked: Asked) -> Response:
    """Somebody who did not count believes it or does not; or it is not carried on with."""
    act = asked.request.path_params["act"]
    if act not in ENDS:
        return asked.go(_address(asked))
    return await _end(asked, act, {"reason": asked.form.get("reason", "")})


async def _end(asked: Asked, act: str, body: Any) -> Response:
    try:
        await asked.send_to("inventory", f"/counts/{_id(asked)}/{act}", body)
    except Refused as refused:
        return await _show(asked, refused={act: refused.sentence}, status=refused.status)
    return asked.go(_address(asked))


async def _list(asked: Asked, *, refused: str | None = None, status: int = 200) -> Response:
    found, (shelf, _) = await asyncio.gather(
        asked.read_from("inventory", "/counts", clinic_id=str(asked.at.id), limit=LATELY),
        read_all(asked, "/stock", clinic_id=str(asked.at.id)),
    )
    return asked.draw(
        "stock/counts",
        status=status,
        counts=[{**each, "at": to_moment(each["started_at"])} for each in found["items"]],
        products=[(each["gtin"], each["product"]) for each in shelf],
        names_by_gtin=await product_names(asked),
        may_move=asked.may(STOCK_MOVE, asked.at.id),
        refused=refused,
        given=asked.form,
        STATUSES=STATUSES,
    )


async def _show(asked: Asked, *, refused: dict[str, str] | None = None, scan: str = "", status: int = 200) -> Response:
    found = await asked.read_from("inventory", f"/counts/{_id(asked)}")
    lines = [{**each, "at": to_moment(each["at"])} for each in found["lines"]]
    return asked.draw(
        "stock/count",
        products=await product_names(asked),
        status=status,
        count=found,
        started_at=to_moment(found["started_at"]),
        lines=lines[::-1],
        counted=sum(each["counted"] for each in lines if each["replaced_at"] is None),
        differing=[each for each in found["variances"] or () if each["difference"]],
        may_move=asked.may(STOCK_MOVE, asked.at.id),
        refused=refused or {},
        scan=scan,
        STATUSES=STATUSES,
    )


def _id(asked: Asked) -> str:
    return str(asked.request.path_params["count_id"])


def _address(asked: Asked) -> str:
    return asked.address(f"stock/counts/{_id(asked)}")
