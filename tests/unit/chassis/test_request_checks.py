"""Bodies that no route can use are refused once, for all routes, in words."""

import gzip
import json
from typing import Any

import pytest
from fastapi import Depends, Request
from fastapi.dependencies.utils import get_dependant
from hypothesis import given
from hypothesis import strategies as st

from chassis.http.request_checks import DEEPEST, NotSentAsJson, check_request, read_json, whole_numbers
from chassis.refusals import Invalid
from chassis.run.limit_settings import LimitSettings

LIMITS = LimitSettings(limit_list_items=10, limit_text_characters=100)


async def read(body: bytes, kind: str = "application/json", **headers: str) -> Any:
    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    given = {"content-type": kind} | headers
    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in given.items()]
    request = Request({"type": "http", "headers": raw}, receive)
    await read_json(request, LIMITS)
    return await request.json()


async def refusal_of(body: bytes) -> list[tuple[str, str]]:
    with pytest.raises(Invalid) as refused:
        await read(body)
    return [(error.field, error.problem) for error in refused.value.errors]


@pytest.mark.parametrize(
    "kind", ["application/json", "application/json; charset=utf-8", "APPLICATION/JSON", "application/merge-patch+json"]
)
async def test_json_is_read_under_any_of_its_names(kind: str) -> None:
    assert await read(b'{"name": "\\u00e9", "half": 0.5}', kind) == {"name": "é", "half": 0.5}


@pytest.mark.parametrize("kind", ["", "text/plain", "application/xml", "multipart/form-data", "json", "a/b+json"])
async def test_another_type_is_refused(kind: str) -> None:
    with pytest.raises(NotSentAsJson):
        await read(b"{}", kind)


@pytest.mark.parametrize("kind", ["application/json;charset=utf-16", 'application/json; a=b; charset="ISO-8859-1"'])
async def test_another_charset_is_refused_in_words(kind: str) -> None:
    with pytest.raises(NotSentAsJson, match="UTF-8"):
        await read(b"{}", kind)


async def test_a_compressed_body_is_refused_in_words_and_identity_is_none() -> None:
    for coding in ("gzip", "br", "GZIP, identity"):
        with pytest.raises(NotSentAsJson, match="not compressed"):
            await read(gzip.compress(b"{}"), content_encoding=coding)
    assert await read(b"{}", content_encoding="identity") == {}


async def test_a_byte_order_mark_before_json_is_passed_over() -> None:
    assert await read(b"\xef\xbb\xbf" + b'{"a": "b"}') == {"a": "b"}


@pytest.mark.parametrize(
    ("body", "field", "problem"),
    [
        (b'{"a": {"b": ["x", "\\u0000"]}}', "a.b.1", "NUL"),
        (b'{"a\\u0000": 1}', "", "NUL"),
        (b'{"a": "\\ud800"}', "a", "not text"),
        (b'{"a": "\\udfff x"}', "a", "not text"),
        (b'{"a": NaN}', "", "NaN"),
        (b'{"a": -Infinity}', "", "NaN"),
        (b'{"a": 1e999}', "", "NaN"),
        (b'{"a": ' + b"9" * 5000 + b"}", "", "not valid JSON"),
        (b'{"a": "\xff"}', "", "near character 7"),
        (b"{", "", "near character 1"),
        (b"[" * 100_000, "", "nested too deeply"),
        (b"[" * (DEEPEST + 1) + b"]" * (DEEPEST + 1), ".".join("0" * DEEPEST), "at most 40 levels"),
        (b'{"a": [0,1,2,3,4,5,6,7,8,9,10]}', "a", "at most 10 items"),
        (b'{"a": "' + b"x" * 101 + b'"}', "a", "at most 100 characters"),
        (b'{"' + b"x" * 101 + b'": 1}', "", "at most 100 characters"),
        (b'{"a": 1, "b": 2, "a": 1}', "a", "twice"),
        (b'{"c": [{"a b": {}, "a b": {}}]}', "", "twice"),
        (b'{"a": 1, "\\u0061": 2}', "a", "twice"),
    ],
)
async def test_what_no_route_can_use_is_refused_in_words(body: bytes, field: str, problem: str) -> None:
    [(place, words)] = await refusal_of(body)
    assert place == field
    assert problem in words


@pytest.mark.parametrize(
    "body",
    ['{"a": ["Sil\u200bva", {"b": "\u202eana"}], "c": 1}', r'{"a": ["Sil\u200bva", {"b": "\u202eana"}], "c": 1}'],
)
async def test_signs_that_nobody_sees_are_left_out_of_every_text(body: str) -> None:
    assert await read(body.encode()) == {"a": ["Silva", {"b": "ana"}], "c": 1}


async def test_what_is_within_the_limits_is_read_as_it_is() -> None:
    body = {"a": list(range(10)), "b": "x" * 100, "c": "\U0001f9f5", "d": "\\u0000"}
    assert await read(json.dumps(body).encode()) == body
    nested = json.loads("[" * DEEPEST + "]" * DEEPEST)
    assert await read(json.dumps(nested).encode()) == nested


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=8) | st.dictionaries(st.text(max_size=10), inner, max_size=8),
    max_leaves=30,
)


@given(value=values)
async def test_any_json_is_read_or_refused_and_what_is_read_can_be_stored(value: Any) -> None:
    try:
        read_value = await read(json.dumps(value).encode())
    except Invalid:
        return
    assert "\\u0000" not in json.dumps(read_value).replace("\\\\", "")
    json.dumps(read_value, ensure_ascii=False).encode()


@given(body=st.binary(max_size=200))
async def test_any_bytes_are_read_or_refused(body: bytes) -> None:
    try:
        await read(body)
    except (Invalid, NotSentAsJson, json.JSONDecodeError):
        return


def asking(query: str) -> Request:
    return Request({"type": "http", "headers": [], "query_string": query.encode(), "path_params": {}})


@pytest.mark.parametrize("written", ["1_0", "%2B10", "%2010", "10.0", "1e1", "0x10", "%D9%A1%D9%A0", ""])
def test_a_number_in_an_address_is_digits(written: str) -> None:
    with pytest.raises(Invalid) as refused:
        check_request(asking(f"limit={written}"), frozenset({"limit"}), frozenset({"limit"}))
    assert [(error.field, error.problem) for error in refused.value.errors] == [("limit", "Give a whole number.")]


def test_digits_are_a_number_in_an_address_and_other_texts_are_free() -> None:
    check_request(asking("limit=10&q=1_0"), frozenset({"limit", "q"}), frozenset({"limit"}))


def test_the_whole_numbers_of_a_route_are_found_wherever_they_are_declared() -> None:
    async def inner(limit: int = 50) -> None: ...

    async def route(year: int | None = None, after: str = "", paging: None = Depends(inner)) -> None: ...

    assert whole_numbers(get_dependant(path="/", call=route)) == {"limit", "year"}
