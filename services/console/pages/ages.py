"""How old somebody is, and whether another person decides with them. Pure."""

from datetime import date

ADULT_YEARS = 18
"""As the published consent documents have it: for who is younger a guardian signs."""


def age_on(day: date, born: str) -> int:
    """In whole years."""
    year, month, day_of_month = map(int, born.split("-"))
    return day.year - year - ((day.month, day.day) < (month, day_of_month))


def is_minor(day: date, born: str) -> bool:
    """Whether a guardian decides with them."""
    return age_on(day, born) < ADULT_YEARS
