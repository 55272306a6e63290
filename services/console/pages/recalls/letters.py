"""Patients of a recalled lot: who was written to, who has to be called, and who knows."""

from starlette.responses import Response

from services.console.access import LETTERS_SEE, LETTERS_SETTLE
from services.console.neighbours import Refused
from services.console.pages.lists import Said
from services.console.pages.names import names_of
from services.console.pages.recalls.view import HOW, LETTERS
from services.console.pages.registry import Asked, page
from services.console.pages.stock.reading import read_all
from services.console.pages.stock.view import to_moment

OPEN = ("unreached", "released", "sent")
"""Statuses of patients of whom nobody knows that they know; who has to be called comes first."""


@page("/c/{clinic_id:uuid}/recall-letters", LETTERS_SEE)
async def clinic_letters(asked: Asked) -> Response:
    """Those of the clinic: who is to be called first."""
    return await _show(asked)


@page("/c/{clinic_id:uuid}/recall-letters/{letter_id:uuid}/{act:str}", LETTERS_SETTLE, method="POST")
async def settle(asked: Asked) -> Response:
    """Somebody spoke with the patient, or the patient said that they know."""
    letter_id, act = str(asked.request.path_params["letter_id"]), asked.request.path_params["act"]
    if act in ("informed", "answered"):
        body = {"how": asked.form.get("how", "")} if act == "informed" else None
        try:
            await asked.send_to("inventory", f"/recall-letters/{letter_id}/{act}", body)
        except Refused as refused:
            return await _show(asked, refused={letter_id: refused.sentence}, status=refused.status)
    return asked.go(asked.address("recall-letters") + f"#letter-{letter_id}")


async def letters_of(asked: Asked, **about: str) -> tuple[list[Said], dict[str, str]]:
    """The letters, who has to be called first, and the names of their patients."""
    found, _ = await read_all(asked, "/recall-letters", **about)
    order = {status: at for at, status in enumerate((*OPEN, "informed", "answered", "withdrawn"))}
    letters = sorted(found, key=lambda each: (order.get(each["status"], len(order)), each["used_at"]))
    return letters, await names_of(asked, [each["patient_id"] for each in letters])


def _to_call(letter: Said) -> bool:
    """Nobody knows that the patient knows; or what the patient heard was a mistake, and nobody has said so."""
    return letter["status"] in OPEN or (letter["mistaken_at"] and not letter["corrected_at"])


async def _show(asked: Asked, *, refused: dict[str, str] | None = None, status: int = 200) -> Response:
    letters, names = await letters_of(asked, clinic_id=str(asked.at.id))
    return asked.draw(
        "recalls/letters",
        status=status,
        to_call=[each for each in letters if _to_call(each)],
        known=[each for each in letters if not _to_call(each)],
        names=names,
        may_settle=asked.may(LETTERS_SETTLE, asked.at.id),
        refused=refused or {},
        to_moment=to_moment,
        LETTERS=LETTERS,
        HOW=HOW,
    )
