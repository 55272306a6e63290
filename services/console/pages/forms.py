"""What a form sent, and whether it was one of ours."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import dataclass
from urllib.parse import parse_qs

from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

from chassis.http.uploads import uploaded
from chassis.refusals import Forbidden

MOST_FIELDS = 200
PIECE = 64 * 1024
"""Bytes of an upload that are read at once."""


class NotOurForm(Forbidden):
    """The form was not made by this console for this session: open the page again."""


@dataclass(frozen=True)
class SentFile:
    """A file that came with a form."""

    content: bytes
    media_type: str
    """As the browser says."""
    name: str = ""
    """What it was called where it came from."""


async def form_of(
    request: Request, is_ours: Callable[[str], Awaitable[bool]], address: str
) -> tuple[dict[str, str], SentFile | None]:
    """Its fields, and its file. ``is_ours`` says so of the token of a form, ``address`` is the console's own: browsers
    say which site a form is on.

    Raises NotOurForm.
    """
    sent, file = await sent_with(request)
    form = {name: values[-1] for name, values in sent.items()}
    if request.headers.get("Origin", address) != address or not await is_ours(form.get("form_token", "")):
        raise NotOurForm("This form is too old or not ours: open the page again and repeat what you did.")
    return {name: value for name, value in form.items() if "\0" not in value}, file


async def sent_with(request: Request) -> tuple[dict[str, list[str]], SentFile | None]:
    """Each field with all of its values, and the file; nothing where it is no form, or none was chosen."""
    try:
        if request.headers.get("Content-Type", "").startswith("multipart/form-data"):
            return await _parts_of(request)
        body = b"".join([piece async for piece in _pieces_of(request)]).decode()
        strict = bool(body)
        return parse_qs(body, keep_blank_values=True, max_num_fields=MOST_FIELDS, strict_parsing=strict), None
    except (MultiPartException, KeyError, ValueError):
        return {}, None


async def _parts_of(request: Request) -> tuple[dict[str, list[str]], SentFile | None]:
    """Raises MultiPartException, KeyError, ValueError."""
    parser = MultiPartParser(request.headers, _pieces_of(request), max_files=1, max_fields=MOST_FIELDS)
    form = await parser.parse()
    fields: dict[str, list[str]] = {}
    file = None
    for name, value in form.multi_items():
        if isinstance(value, str):
            fields.setdefault(name, []).append(value)
        elif value.size:
            file = SentFile(await value.read(), value.content_type or "application/octet-stream", value.filename or "")
    await form.close()
    return fields, file


async def _pieces_of(request: Request) -> AsyncGenerator[bytes, None]:
    """The body; that of an address that takes files was received whole by the gate."""
    upload = uploaded(request)
    if upload is None:
        yield await request.body()
        return
    upload.file.seek(0)
    while piece := await asyncio.to_thread(upload.file.read, PIECE):
        yield piece
