"""A scanner is tried with one symbol: what arrives says which setting is wrong."""

from datetime import date

import pytest

from cartridge_codes.faults import Part
from cartridge_codes.gs1 import SEPARATOR, read_scan
from cartridge_codes.scan_check import EXPECTED, IDENTIFIER, PRINTED, findings_of
from services.inventory.queries.scan_check import encoded

RIGHT = f"{IDENTIFIER}{EXPECTED}\r"


def test_what_is_printed_under_the_symbol_is_what_it_says() -> None:
    today = date(2026, 11, 26)
    assert read_scan(RIGHT, today=today) == read_scan(PRINTED, today=today)


def test_the_symbol_that_is_shown_says_it() -> None:
    symbol = encoded()
    assert (symbol.symbology_identifier, symbol.bytes.decode()) == (IDENTIFIER, EXPECTED)


def test_nothing_is_said_about_a_scanner_that_is_set_up_as_it_should_be() -> None:
    assert findings_of(RIGHT) == []


@pytest.mark.parametrize(
    ("received", "setting", "works", "words"),
    [
        ("\r", "nothing", False, "click into the field"),
        (RIGHT.strip(), "line_end", True, "suffix to Enter"),
        (EXPECTED + "\r", "identifier", True, "]d2"),
        (RIGHT.replace(SEPARATOR, ""), "separator_missing", False, "send it as GS"),
        (RIGHT.replace(SEPARATOR, "|"), "separator_other", False, "came as '|'"),
        (RIGHT.swapcase(), "caps_lock", False, "turn Caps Lock off"),
        (RIGHT.upper(), "case_conversion", False, "case conversion"),
        (RIGHT.lower(), "case_conversion", False, "case conversion"),
        (f"+d201095060001343521749123110aQwYz\u00df-?{SEPARATOR}21Mm\u00f6\u00d61\r", "keyboard", False, "German"),
        ("+d201095060001343521749123110aQwYz\u00df-?21Mm\u00f6\u00d61\r", "keyboard", False, "German"),
        (f"01095060001343521749123110aQwZy'-?{SEPARATOR}21Mm\u00e7\u00c71\r", "keyboard", False, "Portuguese"),
        (f"01095060001343521749123110aQwZy'-?{SEPARATOR}21Mm\u00f1\u00d11\r", "keyboard", False, "Spanish"),
        (f"A-{RIGHT}", "added", False, "before"),
        (RIGHT[:20] + "\r", "cut", False, "first 17 of 42"),
        ("4006381333931\r", "other_symbol", False, "differs from character 1 on"),
    ],
)
def test_each_wrong_setting_is_named_with_what_to_set(received: str, setting: str, works: bool, words: str) -> None:
    (found,) = findings_of(received)
    assert (found.setting, found.works) == (setting, works)
    assert words in str(Part(found.sentence, found.values))


def test_a_french_keyboard_is_known_by_its_digits() -> None:
    keys = dict(zip("1234567890aAqQzZwWmM;:-/_", "&\u00e9\"'(-\u00e8_\u00e7\u00e0qQaAwWzZ,?mM)!\u00b0", strict=True))
    (found,) = findings_of("$d\u00e9" + "".join(keys.get(each, each) for each in EXPECTED) + "\r")
    assert found.setting == "keyboard"
    assert "French" in str(Part(found.sentence, found.values))


@pytest.mark.parametrize("substitute", ["^", "<GS>"])
def test_substitutes_that_are_read_are_no_fault(substitute: str) -> None:
    assert findings_of(RIGHT.replace(SEPARATOR, substitute)) == []
