"""One import: what would become of its lines, what became of them, and what somebody has to do about them."""

from urllib.parse import urlencode

from starlette.responses import Response

from services.console.access import IMPORTS_SEE, IMPORTS_SEND, IMPORTS_SETTLE
from services.console.neighbours import Refused
from services.console.pages.imports.files import AT
from services.console.pages.imports.view import (
    GOING_ON,
    HOW,
    KINDS,
    OUTCOMES,
    STATES,
    WRONG,
    candidates_of,
    counts_of,
    wrong_of,
)
from services.console.pages.lists import PAGE, Said
from services.console.pages.names import names_of
from services.console.pages.registry import Asked, page

OF = f"{AT}/{{import_id:uuid}}"
ACTS = ("apply", "discard")


@page(OF, IMPORTS_SEE)
async def one(asked: Asked) -> Response:
    """An import: the lines with errors first, because they are what somebody has to do something about."""
    return await _show(asked)


@page(f"{OF}/lines/{{line:int}}", IMPORTS_SETTLE, method="POST")
async def settle(asked: Asked) -> Response:
    """Say who a line is, or why nothing has to be done about it. A refusal stands beside the line."""
    import_id, line = asked.request.path_params["import_id"], asked.request.path_params["line"]
    said = {"reason": asked.form.get("reason", ""), "patient_id": asked.form.get("patient_id") or None}
    try:
        await asked.send_to("booking", f"/imports/{import_id}/lines/{line}/settle", said)
    except Refused as refused:
        return await _show(asked, line, next(iter(refused.by_field.values()), refused.sentence), refused.status)
    return asked.go(asked.address(f"imports/{import_id}") + "#lines")


@page(f"{OF}/{{act:str}}", IMPORTS_SEND, method="POST")
async def act(asked: Asked) -> Response:
    """Take over the lines that can be, or delete the file."""
    import_id, name = asked.request.path_params["import_id"], asked.request.path_params["act"]
    if name in ACTS:
        try:
            await asked.send_to("booking", f"/imports/{import_id}/{name}", {} if name == "apply" else None)
        except Refused as refused:
            return await _show(asked, None, refused.sentence, refused.status)
    return asked.go(asked.address(f"imports/{import_id}"))


async def _show(asked: Asked, line: int | None = None, refused: str | None = None, status: int = 200) -> Response:
    at = f"/imports/{asked.request.path_params['import_id']}"
    found = await asked.read_from("booking", at)
    lines, more = await _lines(asked, at, found)
    again = {name: found[name] for name in HOW}
    return asked.draw(
        "imports/one",
        status=status,
        found=found,
        lines=lines,
        more=more,
        names=await names_of(asked, candidates_of(lines)),
        line_refused=line,
        refused=refused,
        typed=asked.form.get("reason", "") if line is not None else "",
        again=asked.address("imports") + f"?{urlencode(again)}",
        counts=counts_of(found["outcomes"]),
        wrong=wrong_of(found["outcomes"]),
        going_on=found["state"] in GOING_ON,
        may_send=asked.may(IMPORTS_SEND, asked.at.id),
        may_settle=asked.may(IMPORTS_SETTLE, asked.at.id) and found["state"] == "applied",
        KINDS=KINDS,
        STATES=STATES,
        OUTCOMES=OUTCOMES,
    )


async def _lines(asked: Asked, at: str, found: Said) -> tuple[list[Said], bool]:
    """Those that nobody has settled; while nothing was taken over, those that could not be taken."""
    if found["state"] in ("applied", "applying"):
        said = await asked.read_from("booking", f"{at}/lines", unsettled="true", limit=PAGE)
        return said["items"], said["next"] is not None
    lines: list[Said] = []
    more = False
    for outcome in WRONG:
        said = await asked.read_from("booking", f"{at}/lines", outcome=outcome, limit=PAGE)
        lines, more = lines + said["items"], more or said["next"] is not None
    return sorted(lines, key=lambda each: int(each["line"])), more
