"""How a template's words are filled in for one recipient."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from chassis.language import plural_form, say_clock, say_date, say_number, say_time, say_time_briefly
from services.notifications.domain.languages import LanguageWords, Phrases
from services.notifications.domain.misuses import MISUSES, say_misuses
from services.notifications.domain.occasions import LINK, OTHER, VARIABLES, Says
from services.notifications.domain.several import SEVERAL, OneOfSeveral, several_in


@dataclass(frozen=True)
class Clinic:
    """What a message says about a clinic."""

    name: str
    address: str
    zone: ZoneInfo
    map_link: str
    phone: str


@dataclass(frozen=True)
class Wording:
    """A message ready to be handed to a channel."""

    subject: str
    text: str
    language: str
    """BCP 47."""
    form: str = ""
    """The text before anything was filled in: carriers that approve texts know it by this."""
    said: Mapping[str, str] = field(default_factory=dict)
    """What was filled in, by the names in ``form``."""


@dataclass(frozen=True)
class Series:
    """How many sessions a course has, and the weeks between two of them."""

    sessions: int
    weeks_min: int
    weeks_max: int

    def as_fact(self) -> dict[str, int]:
        """As a message keeps it."""
        return {"sessions": self.sessions, "weeks_min": self.weeks_min, "weeks_max": self.weeks_max}


def fill_in(
    code: str,
    words: LanguageWords,
    language: str,
    *,
    clinic: Clinic,
    given_name: str,
    starts_at: datetime | None,
    facts: Mapping[str, Any],
    link: str | None = None,
) -> Wording:
    """The words of template ``code`` for one recipient; ``starts_at`` is said in the clinic's zone.

    ``link`` is the address that the message can have.

    Raises KeyError when the text asks for something that was not given.
    """
    given = {
        **facts,
        "given_name": given_name,
        "clinic": clinic.name,
        "address": clinic.address,
        "map_link": clinic.map_link,
        "phone": clinic.phone,
    }
    if starts_at is not None:
        given["when"] = starts_at
    said = {
        name: say(VARIABLES[name], value, words.phrases, language, clinic.zone)
        for name, value in given.items()
        if name in VARIABLES
    }
    if misuses := say_misuses(facts.get(MISUSES, ()), words.phrases, language):
        said["reason"] = misuses
    message = words.messages[code]
    pattern = message.linked if link and message.linked else message.text
    said |= {LINK: link} if link else {}
    return Wording(message.subject.format_map(said), pattern.format_map(said), language, pattern, said)


def say(how: Says, value: Any, phrases: Phrases, language: str, zone: ZoneInfo) -> str:
    """``value`` in words."""
    match how:
        case Says.NUMBER:
            return say_number(int(value), language)
        case Says.DATE:
            return say_date(date.fromisoformat(value), language)
        case Says.TIME:
            return say_time(moment_in(value), zone, language)
        case Says.TIMES:
            return say_several(several_in({SEVERAL: value}), phrases, language, zone)
        case Says.VISIT:
            return phrases.visits.get(value, phrases.visits[OTHER])
        case Says.STOPS:
            return phrases.stops[value]
        case Says.SERIES:
            return say_series(Series(**value), phrases, language)
        case Says.CHOICES:
            return "; ".join(_choice(each, language, zone) for each in value)
        case Says.ITEMS:
            return "\n".join(_item(each, phrases, language) for each in value)
        case Says.TEXT:
            return str(value)


def _choice(choice: Mapping[str, Any], language: str, zone: ZoneInfo) -> str:
    stands_for = [choice["name"]] if choice.get("name") else []
    if choice.get("starts_at"):
        stands_for.append(say_time(moment_in(choice["starts_at"]), zone, language))
    return f"{choice['reply']} = {', '.join(stands_for)}"


def _item(line: Mapping[str, Any], phrases: Phrases, language: str) -> str:
    """``- Texts to answer: 3 (1 overdue, 2 due today)``."""
    counted = [
        phrases.digest_counts.get(name, "{count}").format(count=say_number(line[name], language))
        for name in ("overdue", "due_today")
        if line[name]
    ]
    beside = f" ({', '.join(counted)})" if counted else ""
    name = phrases.items.get(line["kind"], phrases.items.get(OTHER, line["kind"]))
    return f"- {name}: {say_number(line['open'], language)}{beside}"


def moment_in(value: Any) -> datetime:
    """A moment, also as a message keeps it among its facts."""
    return datetime.fromisoformat(value) if isinstance(value, str) else value


def say_several(several: Iterable[OneOfSeveral], phrases: Phrases, language: str, zone: ZoneInfo) -> str:
    """``session: Tue 3 Nov 2026 14:30; Tue 1 Dec 2026 14:30; review: Tue 5 Jan 2027 14:30 (Lisbon Time)``."""
    kinds = [
        f"{say(Says.VISIT, kind, phrases, language, zone)}: "
        + "; ".join(say_time_briefly(each.starts_at, zone, language) for each in of_kind)
        for kind, of_kind in groupby(several, key=lambda each: each.kind)
    ]
    return f"{'; '.join(kinds)} ({say_clock(zone, language)})"


def say_series(series: Series, phrases: Phrases, language: str) -> str:
    """``3 sessions, 4 to 6 weeks apart``."""
    count = _plural(phrases.sessions, series.sessions, language)
    sessions = count.format(count=say_number(series.sessions, language))
    if series.sessions == 1:
        return sessions
    least, most = say_number(series.weeks_min, language), say_number(series.weeks_max, language)
    weeks = most if series.weeks_min == series.weeks_max else phrases.from_to.format_map({"from": least, "to": most})
    apart = _plural(phrases.weeks_apart, series.weeks_max, language).format(weeks=weeks)
    return phrases.series.format(sessions=sessions, weeks_apart=apart)


def _plural(forms: Mapping[str, str], number: int, language: str) -> str:
    return forms.get(plural_form(number, language), forms[OTHER])
