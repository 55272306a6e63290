"""What a form sent, if it was one of ours."""

import asyncio
from collections.abc import Mapping
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from typing import cast
from urllib.parse import parse_qsl

from starlette.requests import Request

from chassis.http.uploads import uploaded
from chassis.refusals import Forbidden
from services.console.domain.sessions import is_form_token

MOST_FIELDS = 200


class NotOurForm(Forbidden):
    """The form was not made by this console for this session: open the page again."""


async def form_of(request: Request, secret: str, address: str) -> Mapping[str, str]:
    """Its fields. ``address`` is the console's own: browsers say which site a form is on. Raises NotOurForm."""
    try:
        form = await _fields_of(request)
    except ValueError:
        form = {}
    if request.headers.get("Origin", address) != address or not is_form_token(secret, form.get("form_token", "")):
        raise NotOurForm("This form is too old or not ours: open the page again and repeat what you did.")
    return {name: value for name, value in form.items() if "\0" not in value}


def file_of(request: Request) -> bytes:
    """The file that the form brought, once `form_of` has read it; empty where it brought none."""
    return cast("bytes", request.scope["state"].get("file", b""))


async def _fields_of(request: Request) -> dict[str, str]:
    """Raises ValueError for what is no form."""
    upload, kind = uploaded(request), request.headers.get("Content-Type", "")
    if upload is None:
        sent = await request.body()
    else:
        upload.file.seek(0)
        sent = await asyncio.to_thread(upload.file.read)
    if kind.startswith("multipart/form-data"):
        form, request.scope["state"]["file"] = await asyncio.to_thread(parts_of, kind, sent)
        return form
    body = sent.decode()
    return dict(parse_qsl(body, keep_blank_values=True, max_num_fields=MOST_FIELDS, strict_parsing=bool(body)))


def parts_of(kind: str, body: bytes) -> tuple[dict[str, str], bytes]:
    """Fields and file of a form with a file; ``kind`` is its Content-Type. Raises ValueError."""
    parser = BytesParser(EmailMessage, policy=policy.HTTP)
    message = parser.parsebytes(b"Content-Type: " + kind.encode("latin-1") + b"\r\n\r\n" + body)
    form, file = {}, b""
    for part in list(message.iter_parts())[:MOST_FIELDS]:
        content = part.get_payload(decode=True)
        name = part.get_param("name", header="Content-Disposition")
        if not isinstance(content, bytes) or not isinstance(name, str):
            continue
        if part.get_filename() is not None:
            file = content
        else:
            form[name] = content.decode()
    return form, file
