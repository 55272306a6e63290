"""A machine does only what somebody says themselves, however politely and wherever they sign."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notifications.domain.own_words import bare, own_words, plain

COURTESIES = ("please", "thank you", "por favor")
ANY = st.text(st.characters(exclude_categories=("Cs", "Cc")))


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("STOP\n\nSent from my iPhone", "STOP"),
        ("Stop\n-- \nAna Silva\nLisboa", "Stop"),
        ("Thanks!\n\nOn Mon, 3 Nov 2026 at 10:00, Clinic <a@b.example> wrote:\n> Reply STOP to end", "Thanks!"),
        ("Sim\n\nEm 3/11/2026, Clínica escreveu:\n> Responda PARAR", "Sim"),
        ("> Reply STOP to end messages\n\nThanks, see you", "Thanks, see you"),
        ("Até já\n-----Mensagem original-----\nDe: clínica", "Até já"),
        ("> STOP", "> STOP"),
        ("it burns -- a lot\non Monday it was fine", "it burns -- a lot\non Monday it was fine"),
    ],
)
def test_what_is_quoted_or_signed_is_not_the_writers_own(text: str, own: str) -> None:
    assert own_words(text) == own


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Stop, please!", "stop"),
        ("Thank you. STOP, please", "stop"),
        ("S.T.O.P.", "stop"),
        ("stop STOP stop 🛑", "stop"),
        ("Sí, por favor", "si"),
        ("stop by, please", "stop by"),
        ("please", "please"),
    ],
)
def test_courtesies_spelling_and_repetition_change_nothing(text: str, said: str) -> None:
    assert bare(text, COURTESIES) == said


@given(text=ANY, courtesy=st.sampled_from(COURTESIES))
def test_a_courtesy_more_changes_nothing(text: str, courtesy: str) -> None:
    said = bare(text, COURTESIES)
    if plain(text) and said not in COURTESIES:
        assert bare(f"{text}, {courtesy}", COURTESIES) == said


@given(text=ANY)
def test_nothing_that_was_written_becomes_nothing(text: str) -> None:
    assert own_words(text).strip() or not text.strip()
