"""What a patient's form sent, if it was one of ours."""

import asyncio
from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import parse_qs

from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

from chassis.http.uploads import Upload, uploaded
from services.console.domain.sessions import is_form_token
from services.console.pages.forms import MOST_FIELDS, NotOurForm

UPLOADS = (r"/l/[^/]+/skin",)
"""Addresses whose forms take a file."""
PIECE = 64 * 1024
KEPT = "kept."
"""How the names of fields begin that were typed before the link had to be opened again."""


@dataclass(frozen=True)
class Photo:
    """A file that came with a form."""

    content: bytes
    media_type: str


async def sent_with(request: Request) -> tuple[dict[str, list[str]], Photo | None]:
    """The fields of a form, each with all of its values, and its photo; none where it is no form."""
    upload = uploaded(request)
    return (await fields_of(request), None) if upload is None else await _parts_of(request, upload)


async def _parts_of(request: Request, upload: Upload) -> tuple[dict[str, list[str]], Photo | None]:
    """Of a form that may have a file, which the gate has received whole."""
    if not request.headers.get("Content-Type", "").startswith("multipart/"):
        upload.file.seek(0)
        return _fields_in(await asyncio.to_thread(upload.file.read)), None

    async def pieces() -> AsyncGenerator[bytes, None]:
        upload.file.seek(0)
        while piece := await asyncio.to_thread(upload.file.read, PIECE):
            yield piece

    try:
        parser = MultiPartParser(request.headers, pieces(), max_files=1, max_fields=MOST_FIELDS)
        form = await parser.parse()
    except (MultiPartException, KeyError, ValueError):
        return {}, None
    fields: dict[str, list[str]] = {}
    photo = None
    for name, value in form.multi_items():
        if isinstance(value, str):
            fields.setdefault(name, []).append(value.replace("\0", ""))
        elif value.size:
            photo = Photo(await value.read(), value.content_type or "application/octet-stream")
    await form.close()
    return fields, photo


async def fields_of(request: Request) -> dict[str, list[str]]:
    """The fields of a form without a file."""
    return _fields_in(await request.body())


def _fields_in(body: bytes) -> dict[str, list[str]]:
    try:
        found = parse_qs(body.decode(), keep_blank_values=True, max_num_fields=MOST_FIELDS, strict_parsing=bool(body))
    except ValueError:
        return {}
    return {name: [each.replace("\0", "") for each in values] for name, values in found.items()}


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
