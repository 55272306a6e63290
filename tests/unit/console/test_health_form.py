"""The health form in parts, and what is typed into it."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.console.pages.answers import Shown, shown_answer
from services.console.pages.links.answers import answers_in
from services.console.pages.links.form_view import form_view

KINDS = ("yes_no", "date_or_no", "number")


def asked(code: str, kind: str = "yes_no", *, details: tuple[str, ...] = (), choices: tuple[str, ...] = ()) -> Any:
    """A question."""
    named = [{"code": each, "text": each, "language": "en"} for each in choices]
    return {"code": code, "kind": kind, "details": list(details), "choices": named, "place": 1, "section": None}


def fields_of(code: str, kind: str, shown: Shown) -> dict[str, list[str]]:
    """What a browser sends of a question that shows this."""
    sent: dict[str, list[str]] = {f"{code}.which": list(shown.which), f"{code}.places": list(shown.places)}
    if shown.given and not (kind == "text" and shown.given == "yes"):
        sent[code] = [shown.given]
    for name in ("value", "on", "over_since"):
        sent[f"{code}.{name}"] = [getattr(shown, name)]
    return sent


days = st.dates().map(lambda each: each.isoformat())
plain = {
    "yes_no": st.just(True),
    "date_or_no": days,
    "number": st.integers(-5, 500) | st.sampled_from([0.5, 70.25]),
}


@st.composite
def answered(draw: st.DrawFn) -> tuple[Any, Any]:
    """A question and an answer to it, as screening has them."""
    kind = draw(st.sampled_from(KINDS))
    question = asked("q", kind, details=("places", "on", "over_since"), choices=("a", "b"))
    answer: Any = draw(st.sampled_from([False, "not_sure", None]) | plain[kind])
    if answer in (False, "not_sure", None):
        return question, answer
    details = {
        "which": draw(st.lists(st.sampled_from(["a", "b"]), unique=True)),
        "places": draw(st.lists(st.sampled_from(["face", "lips"]), unique=True)),
        "on": draw(st.just("") | days),
        "over_since": draw(st.just("") | days),
    }
    said = {name: each for name, each in details.items() if each}
    return question, {"answer": answer, **said} if said else answer


@given(answered())
def test_an_answer_that_is_shown_and_sent_again_is_the_same(pair: tuple[Any, Any]) -> None:
    question, answer = pair
    shown = shown_answer(question["kind"], answer)
    assert answers_in([question], fields_of("q", question["kind"], shown)) == {"q": answer}


@given(st.text(max_size=50).map(str.strip))
def test_words_are_sent_as_they_were_typed(words: str) -> None:
    question = asked("q", "text")
    shown = shown_answer("text", words or None)
    assert answers_in([question], fields_of("q", "text", shown)) == {"q": words or None}
    assert answers_in([question], {"q": ["no"], "q.value": [""]}) == {"q": False}


@pytest.mark.parametrize(("typed", "sent"), [("70", 70), ("70,5", 70.5), ("70.5", 70.5), ("seventy", "seventy")])
def test_a_number_is_read_as_people_write_it_and_screening_says_what_is_odd(typed: str, sent: Any) -> None:
    assert answers_in([asked("kg", "number")], {"kg": ["yes"], "kg.value": [typed]}) == {"kg": sent}


def test_a_choice_that_screening_has_as_the_answer_is_shown_as_picked() -> None:
    assert shown_answer("yes_no", "isotretinoin") == Shown("yes", which=("isotretinoin",))


QUESTIONS = [
    {**asked(code), "place": place, "section": part}
    for code, place, part in zip("abcd", (3, 1, 2, 4), "yxyz", strict=True)
]


@given(st.sets(st.sampled_from("abcd")), st.sets(st.sampled_from("abcd")))
def test_every_question_that_is_asked_stands_in_one_part_and_no_other_does(now: set[str], lacking: set[str]) -> None:
    missing = now & lacking
    view = form_view(
        {
            "items": QUESTIONS,
            "numbers": [],
            "texts": [],
            "sections": [{"code": each, "text": each} for each in "xy"],
            "places": [],
        },
        {"asked": sorted(now), "missing": sorted(missing), "answers": None, "version": 1, "state": "waiting"},
    )
    shown = [code for part in view.parts for code in part.codes]
    assert sorted(shown) == sorted(now), "also one whose section there is not"
    assert view.missing == len(missing)
    seen, here = [], view.parts[0] if view.parts else None
    while here:
        seen.append(here.code)
        here = view.after(here.code)
    assert seen == [each.code for each in view.parts], "one part leads to the next until the last"
