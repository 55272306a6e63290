"""What was typed to find somebody, and a form to register them. Pure."""

import re
from collections.abc import Mapping
from typing import Any

from babel.dates import get_month_names

from services.console.pages.words import word

_DAY_FIRST = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})")
_YEAR_FIRST = re.compile(r"\d{4}-\d{2}-\d{2}")
_SHORT_YEAR = re.compile(r"\d{1,2}[./-]\d{1,2}[./-]\d{2}")
_IN_WORDS = re.compile(
    r"(?<!\S)(?:(?P<day>\d{1,2})\.? (?:de )?(?P<month>[^\W\d_]+)\.?|(?P<first>[^\W\d_]+)\.? (?P<second>\d{1,2}))"
    r" (?:de )?(?P<year>\d{4})(?!\S)"
)
"""A birthday as pages say it: ``2 Apr 1970``, ``Apr 2, 1970``, ``2 de abril de 1970``."""
MONTHS: Mapping[str, int] = {
    name.casefold().rstrip("."): month
    for language in ("en", "pt")
    for width in ("wide", "abbreviated")
    for month, name in get_month_names(width, locale=language).items()
}
WHOLE_YEAR = word("Write the year of the birthday with four digits, such as 2.3.1990.")
_OF_A_NUMBER = re.compile(r"\+?[\d()/.-]+")
SAME: Mapping[str, str] = {
    "birthday_and_name": word("the same birthday and a name like it"),
    "phone": word("the same telephone number"),
    "email": word("the same e-mail address"),
}
"""What a patient who is registered has in common with somebody new."""
FIELDS = (
    "given_name",
    "family_name",
    "date_of_birth",
    "phone",
    "email",
    "language",
    "channel",
    "consent_wording",
    "new_because",
)
"""Of a registration, as booking names them; what is left empty is not sent."""


def wanted_of(typed: str) -> dict[str, str]:
    """What one field says of a patient: name, telephone number, e-mail address and birthday, in any order.

    A birthday is written ``1990-03-02``, with the day first (``2.3.1990``, ``02/03/1990``), or with its month in words.
    """
    found: dict[str, list[str]] = {}
    for each in _IN_WORDS.sub(_in_figures, " ".join(typed.replace(",", " ").split())).split():
        kind, said = _kind_of(each)
        found.setdefault(kind, []).append(said)
    return {kind: "".join(said) if kind == "phone" else " ".join(said) for kind, said in found.items()}


def lacks_century(typed: str) -> bool:
    """Whether a birthday in it has a year of two digits: nobody knows which century that is."""
    return any(_SHORT_YEAR.fullmatch(each) for each in typed.replace(",", " ").split())


def _in_figures(found: re.Match[str]) -> str:
    month = MONTHS.get((found["month"] or found["first"]).casefold())
    return f"{found['year']}-{month:02}-{int(found['day'] or found['second']):02}" if month else found[0]


def _kind_of(typed: str) -> tuple[str, str]:
    if "@" in typed:
        return "email", typed
    if day := _DAY_FIRST.fullmatch(typed):
        return "date_of_birth", f"{day[3]}-{int(day[2]):02}-{int(day[1]):02}"
    if _YEAR_FIRST.fullmatch(typed):
        return "date_of_birth", typed
    return ("phone" if _OF_A_NUMBER.fullmatch(typed) else "name"), typed


def first_fields(typed: str) -> dict[str, str]:
    """What a registration begins with, after nobody was found."""
    wanted = wanted_of(typed)
    given, _, family = wanted.pop("name", "").rpartition(" ")
    names = {"given_name": given, "family_name": family} if given else {"given_name": family, "family_name": ""}
    return {**names, **wanted}


def registration_of(form: Mapping[str, str], clinic_id: str) -> dict[str, Any]:
    """The body for booking."""
    said = {name: form[name].strip() for name in FIELDS if form.get(name, "").strip()}
    return {
        **said,
        "home_clinic_id": clinic_id,
        "marketing": "marketing" in form,
        "confirm_new": "new_because" in said,
    }
