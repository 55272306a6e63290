"""Public holidays of a country or a part of it, as the library `holidays` lists them for a year."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from holidays import country_holidays, list_supported_countries

NONE = "none"
"""The region of a clinic for which no holidays are proposed."""


def is_region(code: str) -> bool:
    """True for ``PT``, ``ES-MD`` and the like that have holidays listed, and for ``none``."""
    country, _, part = code.partition("-")
    parts = list_supported_countries().get(country)
    return code == NONE or (parts is not None and (not part or part in parts))


@lru_cache(maxsize=512)
def holidays_in(region: str, year: int) -> Mapping[date, str]:
    """The names of a region's public holidays by day; none for a region that is not known."""
    if region == NONE or not is_region(region):
        return {}
    country, _, part = region.partition("-")
    return dict(sorted(country_holidays(country, subdiv=part or None, years=year, language="en_US").items()))


@dataclass(frozen=True)
class Holidays:
    """The public holidays of a clinic's region, and those on which it is open all the same."""

    region: str = NONE
    opened: frozenset[date] = frozenset()

    def name_of(self, day: date) -> str | None:
        """The holiday's name, if that day is one."""
        return holidays_in(self.region, day.year).get(day)

    def closes(self, day: date) -> bool:
        """True on a holiday that the clinic has not confirmed as open."""
        return self.name_of(day) is not None and day not in self.opened


NO_HOLIDAYS = Holidays()
"""Of a clinic that is open on holidays as on other days."""
