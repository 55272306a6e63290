"""A name that patients set themselves is a name, and nothing that leads anywhere from a message."""

import pytest

from services.booking.people.domain.names import LONGEST, plain_name


@pytest.mark.parametrize(
    "name",
    [
        "Inês",
        "Sousa Lima",
        "O'Brien",
        "D’Angelo",
        "Anne-Marie",
        "J.R.",
        "J. R. Dias",
        "Dias Jr.",
        "García, hijo",
        "Σωκράτης",
        "山田太郎",
        "अनुष्का",
        "محمد",
        "Louis 2nd",
        "Maria (Mia)",
        "M·lle",
        "マリア・シルバ",
        "Æ",
        "Ó Briain",
    ],
)
def test_a_name_is_taken_as_it_is_written(name: str) -> None:
    assert plain_name(name) == name


@pytest.mark.parametrize(
    ("written", "name"),
    [("Ａｎａ", "Ana"), ("ﾔﾏﾀﾞ", "ヤマダ"), ("\u3000王\u3000小明", "王 小明"), ("Lou´s", "Lou´s"), ("ﬁona", "fiona")],
)
def test_letters_are_taken_in_their_plain_form(written: str, name: str) -> None:
    assert plain_name(written) == name


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("you won, click evil.example/x", "looks like an address"),
        ("see t.co", "looks like an address"),
        ("WWW evil", "looks like an address"),
        ("J.Smith", "looks like an address"),
        ("bit.ly", "looks like an address"),
        ("Call 912 345 678", "a number to call"),
        ("٩١٢٣٤", "a number to call"),
        ("https://evil", "letters"),
        ("ana@evil", "letters"),
        ("Ana\nYou won", "letters"),
        ("Ana\u202e", "letters"),
        ("Ana {given_name}", "letters"),
        ("<b>Ana</b>", "letters"),
        ("-", "letters"),
        ("a" * (LONGEST + 1), "at most 60 characters"),
    ],
)
def test_what_leads_somewhere_is_refused_with_what_to_do(written: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        plain_name(written)
