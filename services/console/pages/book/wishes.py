"""When a patient could come. Days and times are those of the clinic. Pure."""

import re
from dataclasses import dataclass
from datetime import date
from functools import partial

from services.console.pages.given import Given

_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
_ID = re.compile(r"[0-9a-f-]{36}")


@dataclass(frozen=True)
class Wishes:
    """What slots are asked for; None and empty: as it comes."""

    since: date | None
    until: date | None
    earliest: str
    latest: str
    practitioner: str
    everywhere: bool
    """At all clinics of the person who books, this one first."""

    @property
    def asked_for(self) -> bool:
        """Whether there is any wish."""
        return any((self.since, self.until, self.earliest, self.latest, self.practitioner, self.everywhere))

    @property
    def fields(self) -> dict[str, str]:
        """As the form has them; what is not wished is not there."""
        said = {
            "from": self.since.isoformat() if self.since else "",
            "to": self.until.isoformat() if self.until else "",
            "earliest": self.earliest,
            "latest": self.latest,
            "practitioner": self.practitioner,
            "everywhere": "1" if self.everywhere else "",
        }
        return {name: value for name, value in said.items() if value}

    def query(self, here: str, clinics: list[str]) -> dict[str, str]:
        """As booking's slots want them."""
        places = [here, *(each for each in clinics if each != here)] if self.everywhere else [here]
        said = {name: value for name, value in self.fields.items() if name not in ("practitioner", "everywhere")}
        named = {"practitioner_id": self.practitioner} if self.practitioner else {}
        return {**said, **named, "clinic_ids": ",".join(places)}


def wishes_in(given: Given) -> Wishes:
    """What an address or a form says."""
    return Wishes(
        since=given.day("from"),
        until=given.day("to"),
        earliest=time_in(given, "earliest"),
        latest=time_in(given, "latest"),
        practitioner=given.read("practitioner", partial(_fitting, _ID)) or "",
        everywhere=given.says("everywhere"),
    )


def time_in(given: Given, name: str) -> str:
    """A time of day, such as ``09:30``; empty where none is given, or something else."""
    return given.read(name, partial(_fitting, _TIME)) or ""


def _fitting(pattern: re.Pattern[str], written: str) -> str | None:
    return written if pattern.fullmatch(written) else None
