"""The published words with which people answer: each means one thing, and can be recognised."""

from typing import Any

import pytest

from services.notifications.domain.replies import reply_problems
from tests.unit.notifications.shipped import REPLY_WORDS


def changed(language: str, **words: Any) -> list[str]:
    of = REPLY_WORDS.languages[language].model_copy(update=words)
    languages = {**REPLY_WORDS.languages, language: of}
    return [str(each) for each in reply_problems(REPLY_WORDS.model_copy(update={"languages": languages}))]


def test_the_shipped_words_are_in_order_in_six_languages() -> None:
    assert list(reply_problems(REPLY_WORDS)) == []
    assert set(REPLY_WORDS.languages) == {"en", "pt", "es", "fr", "de", "it"}


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ({"yes_words": ("YES", "stop!")}, "is among the stop_words as well"),
        ({"start_words": ("?!",)}, "has no letter"),
        ({"skin_stems": ("re",)}, "of 3 letters or more"),
        ({"cancel_stems": ("call off",)}, "not the beginning of one word"),
    ],
)
def test_words_that_mean_two_things_or_everything_are_refused(words: dict[str, Any], says: str) -> None:
    [problem] = changed("en", **words)
    assert says in problem


def test_a_word_that_may_mean_an_appointment_is_one_that_stops() -> None:
    stops = REPLY_WORDS.languages["es"].stop_words.model_copy(update={"may_cancel": ("QUITAR",)})
    [problem] = changed("es", stop_words=stops)
    assert "not among the words that stop" in problem
