"""The imports of a clinic, and a new file: sent, read and tried at once, without taking anything."""

from contextlib import suppress
from typing import Any

from starlette.responses import Response

from services.console.access import IMPORTS_SEE, IMPORTS_SEND
from services.console.neighbours import Refused
from services.console.pages.imports.view import DATES, ENCODINGS, HOW, KINDS, SEPARATORS, STATES, wrong_of
from services.console.pages.lists import PAGE
from services.console.pages.registry import Asked, page
from services.console.pages.words import word

AT = "/c/{clinic_id:uuid}/imports"
UPLOADS = (r"/c/[^/]+/imports",)
PART = 1024 * 1024
"""Bytes of a file that booking takes at once."""
NO_FILE = word("Choose the file first.")


@page(AT, IMPORTS_SEE)
async def imports(asked: Asked) -> Response:
    """Those of the clinic, the newest first; the form is filled in as the address says, for a corrected file."""
    return await _show(asked)


@page(AT, IMPORTS_SEND, method="POST")
async def send(asked: Asked) -> Response:
    """Send a file and have each line tried. One that cannot be read is refused as a whole, and deleted again."""
    if asked.file is None:
        return await _show(asked, NO_FILE, status=422)
    key = asked.form.get("key", "")
    said: dict[str, Any] = {name: asked.form[name].strip() for name in HOW if asked.form.get(name)}
    said |= {"clinic_id": str(asked.at.id), "confirm": asked.form.get("confirm") == "1"}
    try:
        begun = await asked.send_to("booking", "/imports", said)
    except Refused as refused:
        return await _show(asked, refused.sentence, errors=refused.by_field, status=refused.status)
    at = f"/imports/{begun['id']}"
    try:
        for number, start in enumerate(range(0, len(asked.file.content), PART), start=1):
            part = asked.file.content[start : start + PART]
            await asked.send_part("booking", f"{at}/parts/{number}", part, key=f"{key}/{number}")
        await asked.send_to("booking", f"{at}/check", key=f"{key}/check")
    except Refused as refused:
        with suppress(Refused):  # it is deleted by itself after 30 days
            await asked.send_to("booking", f"{at}/discard", key=f"{key}/discard")
        return await _show(asked, refused.sentence, status=refused.status)
    return asked.go(asked.address(f"imports/{begun['id']}"))


async def _show(
    asked: Asked, refused: str | None = None, *, errors: dict[str, str] | None = None, status: int = 200
) -> Response:
    found = await asked.read_from("booking", "/imports", clinic_id=str(asked.at.id), limit=PAGE)
    return asked.draw(
        "imports",
        status=status,
        imports=found["items"],
        more=found["next"] is not None,
        given={name: asked.given.get(name, "") for name in HOW},
        refused=refused,
        errors=errors or {},
        may_send=asked.may(IMPORTS_SEND, asked.at.id),
        wrong_of=wrong_of,
        KINDS=KINDS,
        STATES=STATES,
        ENCODINGS=ENCODINGS,
        SEPARATORS=SEPARATORS,
        DATES=DATES,
    )
