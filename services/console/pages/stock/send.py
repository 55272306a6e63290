"""A parcel for another clinic: each cartridge is scanned and tried at once, and all of it sent in the end."""

from typing import Any

from starlette.responses import Response

from chassis.ids import new_id
from services.console.access import STOCK_MOVE
from services.console.domain.scan_lists import SEND, ListFull, ScanList, ScannedLine
from services.console.neighbours import Refused
from services.console.pages.registry import Asked, page
from services.console.pages.stock.scanning import FULL, LONGEST, key_of, take_off
from services.console.pages.stock.view import id_in, number_in
from services.console.queries.clinics import other_clinics

FALLS_SHORT = "sessions-fall-short"
DETAILS = ("to_clinic_id", "expected_on", "note")


@page("/c/{clinic_id:uuid}/stock/send", STOCK_MOVE)
async def send(asked: Asked) -> Response:
    """What was scanned so far."""
    return await _show(asked)


@page("/c/{clinic_id:uuid}/stock/send/about", STOCK_MOVE, method="POST")
async def describe_parcel(asked: Asked) -> Response:
    """Where it goes, when it should arrive, by whom it travels."""
    day = asked.given.day("expected_on")
    said = {
        "to_clinic_id": asked.given.read("to_clinic_id", id_in),
        "expected_on": day.isoformat() if day else None,
        "note": asked.form.get("note", "").strip(),
    }
    asked.given.require_read()
    await asked.scan_lists.describe(key_of(asked, SEND), {name: value for name, value in said.items() if value})
    return asked.go(asked.address("stock/send"))


@page("/c/{clinic_id:uuid}/stock/send/scan", STOCK_MOVE, method="POST")
async def scan_into_parcel(asked: Asked) -> Response:
    """One more cartridge or box. What cannot be sent is not put on the list; the answer says the one thing to do."""
    found = await asked.scan_lists.read(key_of(asked, SEND))
    scan, line_id = asked.form.get("scan", "")[:LONGEST], asked.form.get("key", "")
    if any(each.id == line_id for each in found.lines):
        return asked.go(asked.address("stock/send"))
    try:
        label = await asked.read_from("inventory", f"/clinics/{asked.at.id}/labels", scan=scan)
        line = ScannedLine(line_id, scan, number_in(asked.form.get("quantity")), label)
        await _try(asked, found.with_line(line))
    except ListFull:
        return await _show(asked, refused=FULL, scan=scan, status=422)
    except Refused as refused:
        if refused.kind != FALLS_SHORT:
            return await _show(asked, refused=_of_last(refused, len(found.lines)), scan=scan, status=refused.status)
    await asked.scan_lists.add(key_of(asked, SEND), line)
    return asked.go(asked.address("stock/send"))


@page("/c/{clinic_id:uuid}/stock/send/take-off", STOCK_MOVE, method="POST")
async def take_out_of_parcel(asked: Asked) -> Response:
    """A line is not in the parcel after all; without one, all of them."""
    return await take_off(asked, SEND)


@page("/c/{clinic_id:uuid}/stock/send/finish", STOCK_MOVE, method="POST")
async def send_parcel(asked: Asked) -> Response:
    """All of it leaves the shelf."""
    found = await asked.scan_lists.read(key_of(asked, SEND))
    if not found.lines or "to_clinic_id" not in found.details:
        return asked.go(asked.address("stock/send"))
    body = {**_body(asked, found), "even_if_short": "even_if_short" in asked.form}
    try:
        sent = await asked.send_to("inventory", "/transfers", body)
    except Refused as refused:
        return await _show(asked, refused=refused.sentence, status=refused.status)
    await asked.scan_lists.clear(key_of(asked, SEND))
    return asked.go(asked.address(f"stock/transfers/{sent['id']}"))


async def _show(asked: Asked, *, refused: str | None = None, scan: str = "", status: int = 200) -> Response:
    clinics = await other_clinics(asked.work, asked.at.id)
    found = await asked.scan_lists.read(key_of(asked, SEND))
    problem, short = None, False
    if found.lines and "to_clinic_id" in found.details:
        try:
            await _try(asked, found)
        except Refused as now:
            problem, short = now.sentence, now.kind == FALLS_SHORT
    return asked.draw(
        "stock/send",
        status=status,
        found=found,
        lines=list(found.lines)[::-1],
        cartridges=sum((each.quantity or 1) * each.said["quantity"] for each in found.lines),
        details=found.details,
        clinics=clinics,
        problem=problem,
        short=short,
        refused=refused,
        scan=scan,
    )


async def _try(asked: Asked, found: ScanList) -> None:
    # A trial changes nothing: it is asked anew each time.
    await asked.send_to("inventory", "/transfers/try", _body(asked, found), key=str(new_id()))


def _body(asked: Asked, found: ScanList) -> dict[str, Any]:
    said = {name: found.details[name] for name in DETAILS if name in found.details}
    return {"from_clinic_id": str(asked.at.id), "items": found.items(), **said}


def _of_last(refused: Refused, at: int) -> str:
    """What is wrong with the line that was scanned just now, or with all of it."""
    mine = [each["problem"] for each in refused.errors if str(each["field"]).startswith(f"items.{at}.")]
    return str(mine[0]) if mine else refused.sentence
