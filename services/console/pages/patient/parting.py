"""A merge that made the records of two people one is looked at, and undone."""

from typing import Any

from starlette.responses import Response

from services.console.access import RECORDS_MERGE
from services.console.neighbours import Refused
from services.console.pages.patient.record import AT
from services.console.pages.patient.words import GO, MOVED, SINCE
from services.console.pages.registry import Asked, page
from services.console.pages.vocabulary import words_for

ALSO = "also-"


@page(AT + "/merges/{merge_id:uuid}", RECORDS_MERGE)
async def look_at_merge(asked: Asked) -> Response:
    """What goes back when it is undone, and what was recorded since."""
    return await _show(asked)


@page(AT + "/merges/{merge_id:uuid}", RECORDS_MERGE, method="POST")
async def undo_merge(asked: Asked) -> Response:
    """Give each person their own record. ``also-<id>`` is an appointment that goes back too."""
    body: dict[str, Any] = {"reason": asked.form.get("reason", ""), "appointments": _also(asked)}
    try:
        undone = await asked.send_to("booking", f"/merges/{asked.request.path_params['merge_id']}/undo", body)
    except Refused as refused:
        return await _show(asked, refused.sentence, refused.status)
    return asked.go(asked.address(f"patients/{undone['patient_id']}"))


async def _show(asked: Asked, refused: str | None = None, status: int = 200) -> Response:
    patient_id = asked.request.path_params["patient_id"]
    merge = await asked.read_from("booking", f"/merges/{asked.request.path_params['merge_id']}")
    return asked.draw(
        "patient/undo_merge",
        status=status,
        merge=merge,
        moved={name: count for name, count in merge["goes_back"].items() if name in MOVED},
        refused=refused,
        reason=asked.form.get("reason", ""),
        also=_also(asked),
        SINCE=SINCE,
        GO=GO,
        MOVED=MOVED,
        words_for=words_for,
        here=asked.address(f"patients/{patient_id}/merges/{merge['id']}"),
        back=asked.address(f"patients/{merge['holds'] if not merge['undone_at'] else patient_id}"),
    )


def _also(asked: Asked) -> list[str]:
    return [name.removeprefix(ALSO) for name in asked.form if name.startswith(ALSO)]
