"""Which words mean stop, and what they stop."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.vocabulary import MessageScope
from services.notifications.domain.opt_out import OptOutPolicy, OptOutWords, covers, heard

REGULATION = ["STOP", "QUIT", "END", "REVOKE", "OPT OUT", "CANCEL", "UNSUBSCRIBE"]


@given(word=st.sampled_from(REGULATION), before=st.sampled_from(["", " ", "\n", '"']), after=st.sampled_from(".!? \n"))
def test_the_regulations_words_are_heard_in_any_case_and_punctuation(word: str, before: str, after: str) -> None:
    for said in (word, word.lower(), word.title(), word.replace(" ", "-")):
        assert heard(before + said + after) is OptOutWords.STOP


@pytest.mark.parametrize(
    "text", ["STOPALL", "Stop all!", "stopall.", "Stop sending me any messages", "no more texts at all"]
)
def test_some_ask_for_silence_altogether(text: str) -> None:
    assert heard(text) is OptOutWords.STOP_ALL


@pytest.mark.parametrize(
    "text",
    [
        "Please stop texting me",
        "Don't message me again",
        "I want to unsubscribe",
        "no more marketing, thanks",
        "Stop sending any marketing messages",
        "Please take me off your list",
        "stop, please",
        "Do not contact me.",
        "no more e-mails please",
    ],
)
def test_clear_wording_is_heard_as_well(text: str) -> None:
    assert heard(text) is OptOutWords.STOP


@pytest.mark.parametrize(
    "text",
    [
        "",
        "???",
        "Can I stop by at three?",
        "Please cancel my appointment on Tuesday",
        "Thanks, see you at the end of the week",
        "When does it stop being red?",
        "Please send me the directions",
        "I would like to move my session",
    ],
)
def test_other_words_are_for_the_front_desk(text: str) -> None:
    assert heard(text) is None


def test_a_plain_stop_silences_what_the_chain_configured() -> None:
    assert OptOutPolicy().scope(OptOutWords.STOP) is MessageScope.MARKETING
    assert OptOutPolicy(MessageScope.ALL).scope(OptOutWords.STOP) is MessageScope.ALL
    assert OptOutPolicy().scope(OptOutWords.STOP_ALL) is MessageScope.ALL


def test_saying_stop_again_changes_nothing_unless_it_reaches_further() -> None:
    assert covers(frozenset({MessageScope.ALL}), MessageScope.MARKETING)
    assert covers(frozenset({MessageScope.MARKETING}), MessageScope.MARKETING)
    assert not covers(frozenset({MessageScope.MARKETING}), MessageScope.ALL)
    assert not covers(frozenset(), MessageScope.MARKETING)
