"""Dates, times and numbers as people read them, in their language."""

from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from chassis.language import (
    LanguageUnknown,
    best_language,
    choose_form,
    plural_form,
    plural_forms,
    say_date,
    say_number,
    say_time,
)

NEW_YORK, LISBON = ZoneInfo("America/New_York"), ZoneInfo("Europe/Lisbon")
AFTERNOON = datetime(2026, 11, 3, 19, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Saturday, 1 May 2027"),
        ("en-US", "Saturday, May 1, 2027"),
        ("pt-PT", "sábado, 1 de maio de 2027"),
        ("de", "Samstag, 1. Mai 2027"),
    ],
)
def test_a_date_has_its_weekday_and_the_order_of_the_language(language: str, text: str) -> None:
    assert say_date(date(2027, 5, 1), language) == text


@pytest.mark.parametrize(
    ("zone", "language", "text"),
    [
        (LISBON, "en", "Tuesday, 3 November 2026, 19:30 (Lisbon Time)"),
        (NEW_YORK, "en", "Tuesday, 3 November 2026, 14:30 (New York Time)"),
        (NEW_YORK, "en-US", "Tuesday, November 3, 2026, 2:30 PM (New York Time)"),
        (LISBON, "pt-PT", "terça-feira, 3 de novembro de 2026, 19:30 (Hora de Lisboa)"),
        (NEW_YORK, "pt-PT", "terça-feira, 3 de novembro de 2026, 14:30 (Hora de Nova Iorque)"),
        (
            ZoneInfo("America/Argentina/Buenos_Aires"),
            "en",
            "Tuesday, 3 November 2026, 16:30 (Buenos Aires Time)",
        ),
    ],
)
def test_a_time_is_on_the_clinics_clock_and_says_whose_clock_it_is(zone: ZoneInfo, language: str, text: str) -> None:
    assert say_time(AFTERNOON, zone, language) == text


@pytest.mark.parametrize(
    ("language", "first", "second"),
    [
        ("en", "01:30 (New York Time, Eastern Daylight Time)", "01:30 (New York Time, Eastern Standard Time)"),
        (
            "pt-PT",
            "01:30 (Hora de Nova Iorque, Hora de verão oriental norte-americana)",
            "01:30 (Hora de Nova Iorque, Hora padrão oriental norte-americana)",
        ),
    ],
)
def test_in_the_hour_that_comes_twice_it_says_which_of_the_two(language: str, first: str, second: str) -> None:
    earlier, later = datetime(2026, 11, 1, 5, 30, tzinfo=UTC), datetime(2026, 11, 1, 6, 30, tzinfo=UTC)
    assert say_time(earlier, NEW_YORK, language).endswith(first)
    assert say_time(later, NEW_YORK, language).endswith(second)


@pytest.mark.parametrize("language", ["en", "en-US", "pt-PT", "pt-BR", "fr", "de", "es"])
def test_dates_times_and_numbers_hold_no_space_that_an_sms_cannot_carry(language: str) -> None:
    said = say_time(AFTERNOON, NEW_YORK, language) + say_number(1_250_000, language)
    assert {sign for sign in said if sign.isspace()} <= {" "}


@pytest.mark.parametrize(
    ("wanted", "best"),
    [
        ("pt-PT", "pt-PT"),
        ("PT_pt", "pt-PT"),
        ("pt", "pt-PT"),
        ("pt-BR", "pt-PT"),
        ("en-AU", "en"),
        ("en-GB-oxendict", "en"),
        ("de", "en"),
        ("", "en"),
        (["de", "fr-CA", "pt-BR"], "pt-PT"),
        (["de", "fr-CA"], "en"),
    ],
)
def test_a_reader_gets_the_nearest_language_that_is_there(wanted: str | list[str], best: str) -> None:
    assert best_language(wanted, ("en", "pt-PT"), "en") == best


def test_numbers_and_plurals_follow_the_language() -> None:
    assert (say_number(1250, "en"), say_number(12500, "pt-PT"), say_number(0.5, "pt-PT")) == ("1,250", "12 500", "0,5")
    assert [plural_form(number, "pl") for number in (1, 3, 5)] == ["one", "few", "many"]
    assert plural_forms("en") == plural_forms("pt-PT") == {"one", "other"}


@pytest.mark.parametrize("language", ["klingon", "", "xx", "../../etc"])
def test_a_language_that_nobody_can_write_dates_in_is_refused_by_name(language: str) -> None:
    with pytest.raises(LanguageUnknown, match="is not a language"):
        say_date(date(2027, 5, 1), language)


@pytest.mark.parametrize(
    ("number", "language", "form"),
    [(1, "en", "cartridge"), (0, "en", "cartridges"), (2, "pt-PT", "cartridges"), (Decimal("1.0"), "pt", "cartridge")],
)
def test_a_word_has_the_form_of_its_number(number: object, language: str, form: str) -> None:
    assert choose_form(["cartridge", "cartridges"], number, language) == form


def test_a_language_with_more_forms_chooses_among_them_in_the_order_of_cldr() -> None:
    forms = ["wkład", "wkłady", "wkładów"]
    assert [choose_form(forms, number, "pl") for number in (1, 3, 5)] == forms


def test_what_is_no_whole_number_takes_the_last_form() -> None:
    assert [choose_form(["day", "days"], each, "en") for each in (Decimal("1.5"), "some", None)] == ["days"] * 3
