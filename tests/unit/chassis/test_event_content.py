"""Of what an event says, an operator reads ids and moments, whatever else is in it."""

import json
from typing import Any
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from chassis.operating.content import content_of, without_words

WORDS = st.text(alphabet="abcdefghijklmnopqrstuvwxyz_ é@+", min_size=1, max_size=30)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | WORDS | st.dates().map(str),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=20,
)


def texts(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [each for inner in value.values() for each in texts(inner)]
    if isinstance(value, list):
        return [each for inner in value for each in texts(inner)]
    return [value] if isinstance(value, str) else []


@given(VALUES)
def test_no_word_number_or_birthday_is_legible(value: Any) -> None:
    shown = without_words(value)
    assert set(texts(shown)) <= {"(text)", "(number)", "(yes or no)", "(more)"}
    json.dumps(shown)


@given(st.uuids(), st.datetimes(timezones=st.timezones()))
def test_ids_and_moments_are(id: UUID, moment: Any) -> None:
    given_content = {"patient_id": str(id), "at": [moment.isoformat()], "name": "ana", "born": "1990-04-01", "code": 7}
    assert without_words(given_content) == {
        "patient_id": str(id),
        "at": [moment.isoformat()],
        "name": "(text)",
        "born": "(text)",
        "code": "(number)",
    }


def test_what_is_no_json_has_no_content() -> None:
    assert content_of(b"\xff\x00") is None
    assert content_of(b"[" * 100_000) is None
