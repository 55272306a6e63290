"""What an address says after its question mark. What cannot be read is said on the page, which is shown without it."""

from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date
from typing import TypeVar

from pydantic import TypeAdapter

from chassis.http import Day
from chassis.refusals import Invalid
from services.console.pages.words import word

NOT_READ = word(
    "The page is shown without “{name}”: “{value}” cannot be used there. Check the address, or choose again."
)
LONGEST = 60
"""Characters of what could not be read that are shown."""
T = TypeVar("T")
_DAY: TypeAdapter[date] = TypeAdapter(Day)


class NotRead(Invalid):
    """A file is not made of something else than what was asked for: correct the address."""


def day_in(written: str | None) -> date | None:
    """A local day; None where it is none, or one that no clinic deals with."""
    try:
        return _DAY.validate_python(written)
    except ValueError:
        return None


class Given(Mapping[str, str]):
    """Words by name, with those that could not be read."""

    def __init__(self, said: Mapping[str, str]) -> None:
        self._said = said
        self.unread: dict[str, str] = {}
        """The start of what was written, by name."""
        self.cut: list[str] = []
        """What else of it was not done: sentences."""

    def __getitem__(self, name: str) -> str:
        return self._said[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._said)

    def __len__(self) -> int:
        return len(self._said)

    def read(self, name: str, parse: Callable[[str], T | None]) -> T | None:
        """What ``parse`` makes of it; None where nothing is written, or something that it makes nothing of."""
        written = self._said.get(name, "")
        found = parse(written) if written else None
        if written and found is None:
            self.unread[name] = written[:LONGEST] + "…" * (len(written) > LONGEST)
        return found

    def day(self, name: str) -> date | None:
        """A local day."""
        return self.read(name, day_in)

    def one_of(self, name: str, known: Collection[str]) -> str | None:
        """One of several words."""
        return self.read(name, lambda written: written if written in known else None)

    def says(self, name: str) -> bool:
        """Whether it is ``1``, as the pages write it."""
        return self.one_of(name, ("1",)) is not None

    def until(self, name: str, last: date) -> date | None:
        """A local day that is not after ``last``."""
        return self.read(name, lambda written: day if (day := day_in(written)) and day <= last else None)

    @property
    def notes(self) -> list[tuple[str, dict[str, str]]]:
        """What the page says of it: sentences with their values."""
        unread = [(NOT_READ, {"name": name, "value": value}) for name, value in self.unread.items()]
        return [*unread, *((sentence, {}) for sentence in self.cut)]

    def require_read(self) -> None:
        """Raises NotRead for what could not be."""
        for name, value in self.unread.items():
            raise NotRead("“{value}” cannot be used as “{name}”: correct it.", name=name, value=value)
        for sentence in self.cut:
            raise NotRead(sentence)
