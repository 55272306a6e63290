"""A time is held while the patient thinks about it."""

from starlette.responses import Response

from services.console.access import APPOINTMENTS_BOOK
from services.console.neighbours import Refused
from services.console.pages.book.booking import CHOOSE, wanted_in
from services.console.pages.book.showing import Refusal, book_address, refusal_at, show
from services.console.pages.registry import Asked, page

AT = "/c/{clinic_id:uuid}/patients/{patient_id:uuid}/holds"


@page(AT, APPOINTMENTS_BOOK, method="POST")
async def hold(asked: Asked) -> Response:
    """Hold the time that was chosen: nobody else books it meanwhile."""
    wanted = wanted_in(asked)
    if wanted is None:
        return await show(asked, Refusal("offers", CHOOSE, 422))
    try:
        await asked.send_to("booking", "/holds", wanted)
    except Refused as refused:
        return await show(asked, refusal_at("offers", refused, asked))
    return asked.go(f"{book_address(asked)}#held")


@page(AT + "/{hold_id:uuid}/extend", APPOINTMENTS_BOOK, method="POST")
async def extend(asked: Asked) -> Response:
    """Hold it for the same time again, once."""
    return await _change(asked, "POST", "/extend")


@page(AT + "/{hold_id:uuid}/release", APPOINTMENTS_BOOK, method="POST")
async def release(asked: Asked) -> Response:
    """Give it back: it is offered to others again."""
    return await _change(asked, "DELETE", "")


async def _change(asked: Asked, method: str, act: str) -> Response:
    try:
        await asked.send_to("booking", f"/holds/{asked.request.path_params['hold_id']}{act}", method=method)
    except Refused as refused:
        return await show(asked, refusal_at("held", refused, asked))
    return asked.go(f"{book_address(asked)}#held")
