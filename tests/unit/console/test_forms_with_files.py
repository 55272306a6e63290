"""A form with a file is read as browsers send it."""

import asyncio

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request
from starlette.types import Message

from services.console.pages.forms import SentFile, sent_with


def sent(kind: str, body: bytes) -> tuple[dict[str, list[str]], SentFile | None]:
    """What is read of a body with this Content-Type."""

    async def receive() -> Message:
        return {"type": "http.request", "body": body}

    scope = {"type": "http", "method": "POST", "headers": [(b"content-type", kind.encode())], "state": {}}
    return asyncio.run(sent_with(Request(scope, receive)))


@given(st.binary(min_size=1), st.text(st.characters(exclude_categories=["Cs", "Cc"])))
def test_a_file_and_the_fields_beside_it_arrive_as_they_were(content: bytes, words: str) -> None:
    request = httpx.Request(
        "POST", "http://x", data={"reason": words, "empty": ""}, files={"file": ('a "b".png', content, "image/png")}
    )
    form, file = sent(request.headers["Content-Type"], request.read())
    assert file is not None
    assert (file.content, file.media_type) == (content, "image/png")
    assert form == {"reason": [words], "empty": [""]}


@pytest.mark.parametrize("body", [b"", b"--x", b"--x--", b"\xff\xfe", b"--x\r\n\r\n\r\n--x--"])
def test_what_is_no_form_has_no_fields(body: bytes) -> None:
    assert sent("multipart/form-data; boundary=x", body) == ({}, None)
    assert sent("multipart/form-data", body) == ({}, None)
