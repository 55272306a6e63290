"""What is filled in to measure and to preview a text: names, places and dates, rather long than short."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from services.notifications.domain.checks.variables import variables_of
from services.notifications.domain.languages import LanguageWords
from services.notifications.domain.occasions import VARIABLES, Says
from services.notifications.domain.several import SEVERAL, OneOfSeveral
from services.notifications.domain.wording import Clinic, Series, Wording, fill_in

SAMPLE_CLINIC = Clinic(
    name="Microsomething Clinic Chiado",
    address="Avenida da Liberdade 1234, 1250-096 Lisboa",
    zone=ZoneInfo("America/New_York"),
    map_link="https://maps.example.org/c/microsomething-chiado",
    phone="+351 210 000 000",
)
SAMPLE_LINK = "https://patients.microsomething.example.org/#0123456789012345678901"
SAMPLE_NAME = "Maria Francisca"
_BY_KIND = {
    Says.TEXT: "0123456789012345",
    Says.NUMBER: 1234,
    Says.DATE: "2026-09-23",
    Says.VISIT: "consult",
    Says.STOPS: "marketing",
    Says.SERIES: Series(12, 11, 12).as_fact(),
}
"""What is filled in to measure a text: a Wednesday in September is long in most languages."""
_SEVERAL = [("session", days) for days in range(0, 200, 40)] + [("review", 240)]
"""Kind of appointment and days from ``SAMPLE_TIME`` on: five sessions and a review. S4: 3 to 5 sessions."""
SAMPLE_TIME = datetime(2026, 9, 23, 18, 30, tzinfo=UTC)


def sample_facts() -> dict[str, Any]:
    """Everything that any occasion gives a text."""
    facts: dict[str, Any] = {name: _BY_KIND[how] for name, how in VARIABLES.items() if how in _BY_KIND}
    facts["until"] = facts["made_at"] = SAMPLE_TIME.isoformat()
    facts["items"] = [{"kind": "unanswered_thread", "open": 3, "overdue": 1, "due_today": 2}]
    facts["choices"] = [
        {"reply": reply, "name": SAMPLE_NAME, "starts_at": SAMPLE_TIME.isoformat()} for reply in ("C1", "C2")
    ]
    facts[SEVERAL] = [
        OneOfSeveral(UUID(int=0), kind, SAMPLE_TIME + timedelta(days=days)).as_fact() for kind, days in _SEVERAL
    ]
    return facts


def samples_of(code: str, words: LanguageWords, language: str) -> Iterator[tuple[bool, Wording]]:
    """What a message says with everything filled in, and whether that has its link: twice where it can have one."""
    message = words.messages[code]
    asked = variables_of(
        message
    )  # who says everything for each text spends most of a check on what none of it asks for
    facts = {name: fact for name, fact in sample_facts().items() if name in asked}
    for link in (None, SAMPLE_LINK) if message.linked else (None,):
        said = fill_in(
            code,
            words,
            language,
            clinic=SAMPLE_CLINIC,
            given_name=SAMPLE_NAME,
            starts_at=SAMPLE_TIME,
            facts=facts,
            link=link,
        )
        yield link is not None, said
