"""What is this? A label is scanned, and the page says what it is, where it is, and what happened to it."""

import asyncio
from datetime import datetime
from urllib.parse import quote

from starlette.responses import Response

from services.console.access import LIVES_SEE, STOCK_MOVE, STOCK_SEE
from services.console.neighbours import Refused
from services.console.pages.lists import Said
from services.console.pages.names import names_of
from services.console.pages.registry import Asked, page
from services.console.pages.stock.scanning import LONGEST
from services.console.pages.words import word
from services.console.queries.clinics import clinics_seen

STEPS = {
    "received": word("Received"),
    "moved": word("Moved"),
    "used": word("Used on a patient"),
    "use_withdrawn": word("The use was entered in error"),
    "discarded": word("Thrown away"),
    "discard_withdrawn": word("Thrown away in error: it was not"),
    "recalled": word("Recalled"),
}
MOVES = {
    "sent": word("sent to another clinic"),
    "arrived": word("arrived from another clinic"),
    "kept": word("never left, or was brought back"),
    "lost": word("lost"),
    "counted": word("found by a count"),
    "held": word("held in quarantine"),
    "released": word("released to the shelf"),
    "returned": word("sent back to the supplier"),
    "thrown_away": word("by hand"),
    "found": word("found"),
    "taken_back": word("taken back as a mistake"),
    "lot_corrected": word("its lot was put right"),
}
UNOPENED = ("on_shelf", "recalled")
"""Of which the lot can be put right."""
PLACES = {
    "on_hand": word("On the shelf"),
    "reserved": word("Held for a session"),
    "in_transit": word("On its way to another clinic"),
    "quarantine": word("In quarantine"),
    "used": word("Used"),
    "discarded": word("Thrown away"),
    "returned": word("Sent back to the supplier"),
    "lost": word("Lost"),
}


@page("/c/{clinic_id:uuid}/stock/what", STOCK_SEE)
async def what_is_this(asked: Asked) -> Response:
    """The page, before anything is scanned; or about the cartridge that the address names."""
    gtin, serial = asked.given.get("gtin"), asked.given.get("serial")
    if gtin and serial:
        return await _show(asked, life=await _life(asked, gtin, serial))
    return await _show(asked)


@page("/c/{clinic_id:uuid}/stock/what", STOCK_SEE, method="POST")
async def read_scan(asked: Asked) -> Response:
    """What was scanned. A refusal says the one thing to do, and what was scanned stays readable."""
    scan = asked.form.get("scan", "")[:LONGEST]
    try:
        label = await asked.read_from("inventory", f"/clinics/{asked.at.id}/labels", scan=scan)
    except Refused as refused:
        return await _show(asked, refused=refused.sentence, scan=scan, status=refused.status)
    return await _show(asked, label=label, life=await _life(asked, label["gtin"], label["serial"]))


@page("/c/{clinic_id:uuid}/stock/what/lot", STOCK_MOVE, method="POST")
async def correct_lot(asked: Asked) -> Response:
    """The cartridge is of another lot than was written down. What is refused stands beside what was typed."""
    gtin, serial = asked.form.get("gtin", ""), asked.form.get("serial", "")
    body = {name: asked.form.get(name, "").strip() for name in ("gtin", "serial", "stated_lot", "lot", "reason")}
    try:
        until = asked.form.get("expires_on", "").strip() or None
        await asked.send_to("inventory", "/number-corrections", {**body, "expires_on": until})
    except Refused as refused:
        life = await _life(asked, gtin, serial)
        return await _show(asked, life=life, not_corrected=refused.sentence, status=refused.status)
    return asked.go(asked.address("stock/what", gtin=gtin, serial=serial) + "#life-title")


async def _life(asked: Asked, gtin: str, serial: str | None) -> Said | None:
    """Of a cartridge with a number; None for who may not see it, or when it never came."""
    if serial is None or not asked.may(LIVES_SEE, asked.at.id):
        return None
    try:
        said: Said = await asked.read_from("inventory", f"/serials/{quote(gtin, safe='')}/{quote(serial, safe='')}")
    except Refused as refused:
        if refused.status in (404, 422):
            return None
        raise
    return said


async def _show(
    asked: Asked,
    *,
    label: Said | None = None,
    life: Said | None = None,
    refused: str | None = None,
    not_corrected: str | None = None,
    scan: str = "",
    status: int = 200,
) -> Response:
    clinics = {str(each.id): each.name for each in await clinics_seen(asked.work)}
    patients = [each["patient_id"] for each in life["steps"]] if life else []
    lot, names = await asyncio.gather(_lot(asked, label or life), names_of(asked, patients))
    return asked.draw(
        "stock/serial",
        status=status,
        label=label,
        lot=lot,
        life=life,
        steps=[{**each, "at": datetime.fromisoformat(each["at"])} for each in life["steps"]] if life else [],
        clinics=clinics,
        names=names,
        refused=refused,
        not_corrected=not_corrected,
        may_correct=life is not None and life["status"] in UNOPENED and asked.may(STOCK_MOVE, asked.at.id),
        given=asked.form,
        scan=scan,
        STEPS=STEPS,
        MOVES=MOVES,
        PLACES=PLACES,
    )


async def _lot(asked: Asked, of: Said | None) -> Said | None:
    """Where the lot is, at the clinics that the person sees; None when it never came there."""
    if of is None:
        return None
    try:
        said: Said = await asked.read_from(
            "inventory", f"/lots/{quote(of['gtin'], safe='')}/{quote(of['lot'], safe='')}", limit=1
        )
    except Refused as refused:
        if refused.status == 404:
            return None
        raise
    return said
