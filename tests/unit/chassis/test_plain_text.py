"""Text is kept as people see it, and in plain letters where they are compared."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.plain_text import has_hidden, lines, one_line, plain, seen


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("\u202eevil\u202c", "evil"),
        ("\u202a+351 912 345 678\u202c", "+351 912 345 678"),
        ("\u2066Ana\u2069", "Ana"),
        ("Sil\u200bva\ufeff", "Silva"),
        ("co\u00adoperate", "cooperate"),
        ("An\u200da", "Ana"),
        ("\u200dAna\u200c", "Ana"),
        ("\u3164", ""),
        ("tag\U000e0041", "tag"),
    ],
)
def test_signs_that_nobody_sees_are_left_out(written: str, kept: str) -> None:
    assert has_hidden(written)
    assert seen(written) == kept


@pytest.mark.parametrize(
    "written",
    [
        "می\u200cخواهم",
        "क्\u200dष",
        "\U0001f469\u200d\u2695\ufe0f",
        "葛\U000e0100城",
        "Inês",
        "line\nline\ttab",
        "\x1d21A1",
    ],
)
def test_what_a_script_or_an_emoji_needs_stays(written: str) -> None:
    assert seen(written) == written


@pytest.mark.parametrize(
    ("written", "letters"),
    [
        ("０９１２", "0912"),
        ("Ａｎａ＠ｅｘａｍｐｌｅ．ｏｒｇ", "Ana@example.org"),
        ("ﾊﾞ", "バ"),
        ("O´Neill…", "O´Neill…"),
        ("ⅣＡ", "IVA"),
    ],
)
def test_letters_and_digits_of_any_width_are_plain(written: str, letters: str) -> None:
    assert plain(written) == letters


@given(st.text())
def test_what_was_made_plain_stays_as_it_is(text: str) -> None:
    assert seen(seen(text)) == seen(text)
    assert not any("\u202a" <= sign <= "\u202e" or "\u2066" <= sign <= "\u2069" for sign in seen(text))


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("Rua Garrett 10\r\n1200 Lisboa", "Rua Garrett 10 1200 Lisboa"),
        ("Room \u2028 1", "Room 1"),
        ("PO\t12", "PO 12"),
        ("Ana  Reis", "Ana  Reis"),
    ],
)
def test_one_line_has_spaces_where_lines_ended(written: str, kept: str) -> None:
    assert one_line(written) == kept


def test_lines_stay_lines_and_are_ended_alike() -> None:
    assert lines("one\r\ntwo\vthree\n\n\tfour") == "one\ntwo\nthree\n\n\tfour"


@pytest.mark.parametrize("steering", ["\x00", "\x07", "\x1b[2J", "\x1d", "\x7f", "\x9b31m"])
def test_control_characters_are_in_no_text_of_a_person(steering: str) -> None:
    for read in (one_line, lines):
        with pytest.raises(ValueError, match="type the text again"):
            read(f"Ana{steering}")


@given(st.text())
def test_what_is_one_line_stays_as_it_is_and_has_no_line_ends(text: str) -> None:
    try:
        line = one_line(text)
    except ValueError:
        return
    assert one_line(line) == line == lines(line)
    assert len(line.splitlines()) <= 1
