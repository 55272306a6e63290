"""``needlepoint demo --requests``: each request in a line, short, and without secrets."""

import io
import json

import httpx
from rich.console import Console

from needlepoint.trial.demo.requests_shown import LONGEST, RequestsShown, shortened


def shown(answer: httpx.Response, role: str = "front_desk") -> list[str]:
    page = io.StringIO()
    RequestsShown(Console(file=page, width=400)).show("booking", role, answer)
    return page.getvalue().splitlines()


def test_a_request_shows_method_path_role_status_and_both_bodies_and_no_token() -> None:
    asked = httpx.Request(
        "POST", "http://127.0.0.1:8101/v1/patients?dry=1", json={"name": "Ana"}, headers={"Authorization": "Bearer s3c"}
    )

    lines = shown(httpx.Response(201, json={"id": "x"}, request=asked))

    assert lines == [
        "    POST booking /v1/patients?dry=1 as front_desk → 201",
        '      > {"name": "Ana"}',
        '      < {"id": "x"}',
    ]
    assert "s3c" not in "".join(lines)


def test_a_read_has_no_body_to_show() -> None:
    answer = httpx.Response(204, request=httpx.Request("GET", "http://x/v1/clinics"))
    assert shown(answer) == ["    GET booking /v1/clinics as front_desk → 204"]


def test_long_bodies_are_cut_and_secrets_are_left_out() -> None:
    body = {"link_token": "abc", "inner": [{"password": "abc", "key": 5}], "text": "x" * 1000}

    text = shortened(json.dumps(body).encode())

    assert len(text) == LONGEST
    assert text.endswith("…")
    assert "abc" not in text
    assert '"key": 5' in text
    assert shortened(b"\xff\x00") == "2 bytes"
