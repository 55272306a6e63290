"""A form with a file is read as browsers send it."""

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.console.pages.forms import parts_of


@given(st.binary(min_size=1), st.text(st.characters(exclude_categories=["Cs", "Cc"])))
def test_a_file_and_the_fields_beside_it_arrive_as_they_were(content: bytes, words: str) -> None:
    request = httpx.Request(
        "POST", "http://x", data={"reason": words, "empty": ""}, files={"file": ('a "b".png', content, "image/png")}
    )
    form, file = parts_of(request.headers["Content-Type"], request.read())
    assert file == content
    assert form == {"reason": words, "empty": ""}


@pytest.mark.parametrize("body", [b"", b"--x", b"--x--", b"\xff\xfe", b"--x\r\n\r\n\r\n--x--"])
def test_what_is_no_form_has_no_fields(body: bytes) -> None:
    assert parts_of("multipart/form-data; boundary=x", body) == ({}, b"")
    assert parts_of("multipart/form-data", body) == ({}, b"")
