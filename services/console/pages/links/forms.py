"""What a patient's form sent, if it was one of ours."""

from collections.abc import Mapping
from datetime import date

from starlette.requests import Request

from services.console.domain.sessions import is_form_token
from services.console.pages.forms import NotOurForm, SentFile, sent_with

UPLOADS = (r"/l/[^/]+/skin", r"/l/[^/]+")
"""Addresses whose forms take a file: the page that opens a link takes again what its expiry lost."""
PHOTO_LOST = "photo.lost"
"""The field that says that a photo was chosen before the link had to be opened again."""
KEPT = "kept."
"""How the names of fields begin that were typed before the link had to be opened again."""


async def patient_form_of(request: Request) -> tuple[dict[str, list[str]], SentFile | None]:
    """The fields of a form, each with all of its values, and its photo; none where it is no form."""
    fields, photo = await sent_with(request)
    return {name: [each.replace("\0", "") for each in values] for name, values in fields.items()}, photo


def require_our_form(request: Request, fields: Mapping[str, list[str]], token: str) -> None:
    """Pages behind links tell nobody where they are, so browsers do not say which site a form is on; what they say of
    it, and the form's token, decide. Raises NotOurForm."""
    from_here = request.headers.get("Sec-Fetch-Site", "same-origin") in ("same-origin", "none")
    if not from_here or not is_form_token(token, fields.get("form_token", [""])[0]):
        raise NotOurForm("This form is too old or not ours: open the page again and repeat what you did.")


def kept_in(fields: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """What was typed before the link had to be opened again."""
    return {name.removeprefix(KEPT): values for name, values in fields.items() if name.startswith(KEPT)}


def day_in(fields: Mapping[str, list[str]], name: str) -> date | None:
    """The day that was typed in three fields; None where it is none."""
    try:
        year, month, day = (int(fields[f"{name}.{part}"][0]) for part in ("year", "month", "day"))
        return date(year, month, day)
    except (KeyError, IndexError, ValueError):
        return None
