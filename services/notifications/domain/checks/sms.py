"""No SMS has more parts than the chain pays for."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from chassis.reference.documents import Problem
from services.notifications.domain.occasions import VARIABLES, Audience, Says
from services.notifications.domain.several import SEVERAL, OneOfSeveral
from services.notifications.domain.sms import segments
from services.notifications.domain.templates import Templates
from services.notifications.domain.wording import Clinic, Series, fill_in

LONG_CLINIC = Clinic(
    name="Microsomething Clinic Chiado",
    address="Avenida da Liberdade 1234, 1250-096 Lisboa",
    zone=ZoneInfo("America/New_York"),
    map_link="https://maps.example.org/c/microsomething-chiado",
    phone="+351 210 000 000",
)
LONG_NAME = "Maria Francisca"
LONG_FACTS = {
    Says.TEXT: "0123456789012345",
    Says.NUMBER: 1234,
    Says.DATE: "2026-09-23",
    Says.VISIT: "consult",
    Says.STOPS: "marketing",
    Says.SERIES: Series(12, 11, 12).as_fact(),
}
"""What is filled in to measure a text: a Wednesday in September is long in most languages."""
LONG_LIST = [("session", days) for days in range(0, 200, 40)] + [("review", 240)]
"""Kind of appointment and days from ``LONG_TIME`` on: five sessions and a review. S4: 3 to 5 sessions."""
LONG_TIME = datetime(2026, 9, 23, 18, 30, tzinfo=UTC)
LONG_CHOICES = [{"reply": reply, "name": LONG_NAME, "starts_at": LONG_TIME.isoformat()} for reply in ("C1", "C2")]


def sms_problems(templates: Templates) -> Iterator[Problem]:
    """Texts to patients that would take too many parts."""
    facts = {name: LONG_FACTS[how] for name, how in VARIABLES.items() if how in LONG_FACTS}
    facts["choices"] = LONG_CHOICES
    facts["until"] = LONG_TIME.isoformat()
    facts[SEVERAL] = [
        OneOfSeveral(UUID(int=0), kind, LONG_TIME + timedelta(days=days)).as_fact() for kind, days in LONG_LIST
    ]
    for language, words in templates.languages.items():
        for code, template in templates.templates.items():
            if template.audience is not Audience.PATIENT:
                continue
            said = fill_in(
                code,
                words,
                language,
                clinic=LONG_CLINIC,
                given_name=LONG_NAME,
                starts_at=LONG_TIME,
                facts=facts,
            )
            parts = segments(said.text)
            if parts > templates.sms_segments_at_most:
                yield Problem(
                    f"languages.{language}.messages.{code}.text",
                    f"As an SMS it takes {parts} parts with everything filled in; "
                    f"at most {templates.sms_segments_at_most} are allowed: shorten it.",
                )
