"""Dates, times and numbers in a person's language, and which of several languages suits a person best.

Pure: no input or output, no clock. Names of months, weekdays and time zones are Unicode CLDR's, through Babel.
A language is a BCP 47 tag: ``en``, ``pt-PT``.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_time, get_timezone_location, get_timezone_name
from babel.numbers import format_decimal

ENGLISH = "en"
"""Every text of the product exists in it, so it is the last fallback."""
_EVERYWHERE = {ENGLISH: "en_GB"}
"""CLDR reads plain ``en`` as American (November 3, 2:30 PM). Here plain ``en`` is day first; ``en-US`` is American."""


CATEGORIES = ("zero", "one", "two", "few", "many", "other")
"""CLDR's plural categories, in CLDR's order."""


class LanguageUnknown(ValueError):
    """The tag is not a language that CLDR describes."""


@lru_cache(maxsize=256)
def locale_of(language: str) -> Locale:
    """CLDR's description of ``language``. Raises LanguageUnknown."""
    try:
        return Locale.parse(_EVERYWHERE.get(language, language.replace("-", "_")))
    except (UnknownLocaleError, ValueError):
        raise LanguageUnknown(
            f"{language!r} is not a language that dates can be written in: use a tag such as en or pt-PT."
        ) from None


def best_language(wanted: str | Iterable[str], available: Sequence[str], fallback: str) -> str:
    """The available language that suits a reader best.

    ``wanted`` is one tag, or several in order of preference. Each is tried whole, then without its last parts
    (``pt-BR`` reads ``pt``), then in any form of the same language (``pt`` and ``pt-BR`` read ``pt-PT``). When none
    of them is there, the answer is ``fallback`` as given.
    """
    tags = [wanted] if isinstance(wanted, str) else wanted
    return next((found for tag in tags if (found := _available_form(tag, available))), fallback)


def _available_form(tag: str, available: Sequence[str]) -> str | None:
    by_tag = {each.casefold(): each for each in available}
    parts = tag.replace("_", "-").casefold().split("-")
    for length in range(len(parts), 0, -1):
        if found := by_tag.get("-".join(parts[:length])):
            return found
    return next((each for each in available if each.casefold().split("-")[0] == parts[0]), None)


def say_date(day: date, language: str) -> str:
    """``Tuesday, 3 November 2026``, ``terça-feira, 3 de novembro de 2026``. Raises LanguageUnknown."""
    return _plain(format_date(day, "full", locale_of(language)))


def say_time(moment: datetime, zone: ZoneInfo, language: str) -> str:
    """``Tuesday, 3 November 2026, 14:30 (Lisbon Time)``: the wall clock of ``zone``, and whose clock it is.

    In the hour that a clock change repeats, the name of summer or winter time says which of the two is meant.
    ``moment`` is aware, in any zone. Raises LanguageUnknown.
    """
    locale, local = locale_of(language), moment.astimezone(zone)
    whose = [say_clock(zone, language)]
    if _is_repeated(local, zone):
        whose.append(get_timezone_name(local, width="long", locale=locale))
    return _plain(f"{say_date(local.date(), language)}, {_hour(local, locale)} ({', '.join(whose)})")


def say_time_briefly(moment: datetime, zone: ZoneInfo, language: str) -> str:
    """``Tue 3 Nov 2026 14:30``, ``terça 03/11/2026 14:30``: one of several that are listed, by the clock of ``zone``.

    `say_clock` names the clock, once for all of them. Raises LanguageUnknown.
    """
    locale, local = locale_of(language), moment.astimezone(zone)
    parts = [format_date(local, "EEE", locale), format_date(local, "medium", locale), _hour(local, locale)]
    if _is_repeated(local, zone):
        parts.append(f"({get_timezone_name(local, width='long', locale=locale)})")
    return _plain(" ".join(parts))


def say_clock(zone: ZoneInfo, language: str) -> str:
    """``Lisbon Time``, ``Hora de Lisboa``. Raises LanguageUnknown."""
    return str(locale_of(language).zone_formats["region"]) % say_place(zone, language)


def say_place(zone: ZoneInfo, language: str) -> str:
    """``Lisbon``, ``Lisboa``: the city that a zone is called after. Raises LanguageUnknown."""
    return str(get_timezone_location(zone, locale=locale_of(language), return_city=True)).rsplit("/", 1)[-1]


def say_number(number: int | float, language: str) -> str:
    """With the language's own separators: ``1,250`` or ``1 250``. Raises LanguageUnknown."""
    return _plain(format_decimal(number, locale=locale_of(language)))


def plural_form(number: int, language: str) -> str:
    """CLDR's plural category of ``number``: ``one``, ``few``, ``many``, ``other`` ... Raises LanguageUnknown."""
    return locale_of(language).plural_form(number)


@lru_cache(maxsize=256)
def plural_forms(language: str) -> frozenset[str]:
    """Every category that a whole number can fall into in ``language``. Raises LanguageUnknown."""
    return frozenset({"other", *(plural_form(number, language) for number in range(200))})


def choose_form(forms: Sequence[str], number: object, language: str) -> str:
    """The form of a word that goes with ``number``. Raises LanguageUnknown.

    ``forms`` are those of CLDR's categories that whole numbers fall into, in CLDR's order: in English and Portuguese
    two, for one and for others. What is not a whole number takes the last.
    """
    wanted = [each for each in CATEGORIES if each in plural_forms(language)]
    of = int(number) if isinstance(number, int | Decimal) and number == int(number) else None
    place = len(wanted) - 1 if of is None else wanted.index(plural_form(of, language))
    return forms[min(place, len(forms) - 1)]


def _hour(local: datetime, locale: Locale) -> str:
    """``14:30``."""
    return str(format_time(local, "short", locale=locale))


def _is_repeated(local: datetime, zone: ZoneInfo) -> bool:
    wall = local.replace(tzinfo=None)
    return len({wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)}) == 2


def _plain(text: str) -> str:
    """With ordinary spaces: a no-break space would make an SMS three times as long (it is not in GSM 03.38)."""
    return " ".join(text.split())
