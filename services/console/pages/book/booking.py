"""One appointment is booked."""

from starlette.responses import Response

from services.console.access import APPOINTMENTS_BOOK
from services.console.neighbours import Refused
from services.console.pages.book.showing import Refusal, book_address, refusal_at, show
from services.console.pages.book.view import slot_in
from services.console.pages.registry import Asked, page
from services.console.pages.words import word

CHOOSE = word("Choose one of the times first.")


@page("/c/{clinic_id:uuid}/patients/{patient_id:uuid}/book", APPOINTMENTS_BOOK)
async def book(asked: Asked) -> Response:
    """What can be booked, and when. ``what`` is chosen; ``from``, ``to``, ``earliest`` and so on are wished."""
    return await show(asked)


@page("/c/{clinic_id:uuid}/patients/{patient_id:uuid}/book", APPOINTMENTS_BOOK, method="POST")
async def take(asked: Asked) -> Response:
    """Book the time that was chosen. Where somebody was quicker, the nearest other times are shown."""
    place = "held" if asked.form.get("hold_id") else "offers"
    wanted = wanted_in(asked)
    if wanted is None:
        return await show(asked, Refusal(place, CHOOSE, 422))
    more = ("hold_id", "deposit_reference", "confirmed_because")
    given = {name: asked.form[name].strip() for name in more if asked.form.get(name, "").strip()}
    try:
        booked = await asked.send_to("booking", "/appointments", {**wanted, **given})
    except Refused as refused:
        return await show(asked, refusal_at(place, refused, asked))
    return asked.go(book_address(asked, what=None, booked=booked["id"]))


def wanted_in(asked: Asked) -> dict[str, str] | None:
    """The slot that was chosen, for whom and for what; None where none was."""
    slot = slot_in(asked.form.get("offer", ""))
    if slot is None:
        return None
    kind, _, course = asked.form.get("what", "").partition(":")
    about = {"patient_id": str(asked.request.path_params["patient_id"]), "kind": kind}
    return {**slot, **about, **({"course_id": course} if course else {})}
