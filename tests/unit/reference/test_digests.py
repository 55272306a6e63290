"""A digest stands for a content, however it was spelt and wherever it was kept."""

import json

import pytest

from chassis.reference.canonical import Json, NotJson, canonical, digest_of, read_json, read_json_of
from chassis.reference.written import Content


def test_order_spaces_and_the_spelling_of_a_number_do_not_matter() -> None:
    assert digest_of(read_json('{"a": 1, "b": [1.0, -0.0, 1e22]}')) == digest_of(
        read_json('{"b":[1,0,10000000000000000000000],"a":1.0}')
    )


def test_any_change_of_content_matters() -> None:
    one = Content("Rules", {"wait": 14}, {})
    others = [
        Content("Rules", {"wait": 15}, {}),
        Content("Rules", {"wait": "14"}, {}),
        Content("Other rules", {"wait": 14}, {}),
        Content("Rules", {"wait": 14}, {"s9": {"title": "A page"}}),
    ]
    assert one.digest not in {other.digest for other in others}
    assert len({other.digest for other in others}) == len(others)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('{"R01": 1, "R01": 2}', "twice"),
        ('{"wait": NaN}', "NaN"),
        ("{'wait': 1}", "not JSON"),
        ('{"wait": 1,}', "not JSON"),
        ('{"wait": ' + "9" * 5000 + "}", "thousands of digits"),
        ("[" * 100_000, "nested too deeply"),
    ],
)
def test_json_that_two_readers_would_read_differently_is_refused(text: str, why: str) -> None:
    with pytest.raises(NotJson, match=why):
        read_json(text)


def test_a_file_may_begin_with_a_byte_order_mark_and_end_its_lines_in_any_way() -> None:
    assert read_json_of(b'\xef\xbb\xbf{\r\n\t"wait": 1\r\n}') == {"wait": 1}


def test_a_file_of_another_encoding_is_refused_with_the_line() -> None:
    for content in ('{"a": 1,\n"é": 2}'.encode("latin-1"), '{"a":\n"\U0001d4d0"}'.encode("utf-16-be")):
        with pytest.raises(NotJson, match=r"not UTF-8 \(line 2\)|not JSON"):
            read_json_of(content)


def test_what_is_nested_a_thousand_times_has_no_spelling() -> None:
    nested: Json = []
    for _ in range(100_000):
        nested = [nested]
    with pytest.raises(NotJson, match="nested too deeply"):
        canonical(nested)


@pytest.mark.parametrize("text", ['"\\u0000"', '"\\ud800"', "1e400"])
def test_what_the_database_cannot_keep_is_refused(text: str) -> None:
    with pytest.raises(NotJson):
        canonical(json.loads(text))
