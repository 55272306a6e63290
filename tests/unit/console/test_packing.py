"""Pages are small on their way, and their length says little."""

import gzip

import pytest
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from services.console.pages.packing import SMALLEST, packed, takes_gzip

PAGE = "<!DOCTYPE html>" + "<li>Ana Reis</li>" * SMALLEST


def asked(accepts: str | None = "gzip, br") -> Request:
    headers = [(b"accept-encoding", accepts.encode())] if accepts is not None else []
    return Request({"type": "http", "headers": headers})


def test_a_page_is_compressed_and_says_so_with_its_other_headers() -> None:
    page = HTMLResponse(PAGE, 422, {"Vary": "Cookie", "Content-Language": "pt-PT"})
    page.set_cookie("one", "1")
    page.set_cookie("two", "2")

    small = packed(asked(), page)

    assert gzip.decompress(bytes(small.body)).decode() == PAGE
    assert small.status_code == 422
    assert small.headers["Content-Length"] == str(len(small.body))
    assert small.headers["Vary"] == "Cookie, Accept-Encoding"
    assert small.headers["Content-Language"] == "pt-PT"
    assert len(small.headers.getlist("Set-Cookie")) == 2


def test_the_same_page_has_many_lengths() -> None:
    assert len({len(packed(asked(), HTMLResponse(PAGE)).body) for _ in range(50)}) > 1


@pytest.mark.parametrize(
    "answer", [Response(PAGE, media_type="text/csv"), HTMLResponse("<p>Short</p>"), Response(status_code=303)]
)
def test_files_and_small_answers_stay_as_they_are(answer: Response) -> None:
    assert packed(asked(), answer) is answer


@pytest.mark.parametrize("accepts", [None, "br", "identity"])
def test_who_takes_no_gzip_gets_none(accepts: str | None) -> None:
    page = HTMLResponse(PAGE)
    assert packed(asked(accepts), page) is page


@pytest.mark.parametrize(
    ("accepted", "takes"),
    [
        ("gzip, deflate, br", True),
        ("GZIP;q=0.5", True),
        ("br, *", True),
        ("gzip;q=0", False),
        ("gzip ; Q=0.000, *", False),
        ("*;q=0", False),
        ("gzip;q=0.001", True),
        ("identity", False),
        ("not-gzip", False),
        ("", False),
    ],
)
def test_a_browser_that_gives_gzip_no_weight_gets_the_page_as_it_is(accepted: str, takes: bool) -> None:
    assert takes_gzip(accepted) is takes
