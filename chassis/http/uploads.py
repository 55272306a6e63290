"""A file as the body of a request: it is written to a temporary file while it arrives, and never held whole."""

import asyncio
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, cast

from fastapi import Request
from starlette.types import Receive

from chassis.refusals import Invalid

IN_MEMORY = 256 * 1024
"""Bytes of a file that are held in memory before it goes to the temporary folder."""


class NoFile(Invalid):
    """The body of the request is empty: send the file as the body."""


@dataclass(frozen=True)
class Upload:
    """A file that has arrived whole."""

    file: BinaryIO
    size: int
    """Bytes."""
    digest: str
    """SHA-256, hexadecimal."""


async def receive_upload(receive: Receive, largest: int, too_large: Callable[[], Exception]) -> Upload | None:
    """The file, which the caller closes; None when the connection was closed before its end."""
    file = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  # closed by the gate, when the request is answered
    digest, size, more = hashlib.sha256(), 0, True
    try:
        while more:
            message = await receive()
            if message["type"] != "http.request":
                file.close()
                return None
            piece = message.get("body", b"")
            size += len(piece)
            if size > largest:
                raise too_large()
            digest.update(piece)
            await asyncio.to_thread(file.write, piece)
            more = message.get("more_body", False)
    except BaseException:
        file.close()
        raise
    return Upload(cast("BinaryIO", file), size, digest.hexdigest())


def uploaded(request: Request) -> Upload | None:
    """The file of this request, for a route whose address is among the service's ``uploads``."""
    upload: Upload | None = request.scope["state"].get("upload")
    return upload


def require_file(upload: Upload | None) -> BinaryIO:
    """What was sent. Called once it is known that the caller may send it. Raises NoFile."""
    if upload is None or upload.size == 0:
        raise NoFile("The body of the request is empty: send the file as the body.")
    return upload.file
