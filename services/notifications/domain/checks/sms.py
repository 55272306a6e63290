"""No SMS has more parts than the chain pays for."""

from collections.abc import Iterator

from chassis.reference.documents import Problem
from services.notifications.domain.checks.samples import (
    SAMPLE_CLINIC,
    SAMPLE_LINK,
    SAMPLE_NAME,
    SAMPLE_TIME,
    sample_facts,
)
from services.notifications.domain.occasions import Audience
from services.notifications.domain.sms import segments
from services.notifications.domain.templates import Templates
from services.notifications.domain.wording import fill_in


def sms_problems(templates: Templates) -> Iterator[Problem]:
    """Texts to patients that would take too many parts."""
    facts = sample_facts()
    for language, words in templates.languages.items():
        for code, template in templates.templates.items():
            if template.audience is not Audience.PATIENT:
                continue
            for field, link in (("text", None), ("linked", SAMPLE_LINK)):
                if link and not words.messages[code].linked:
                    continue
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
                parts = segments(said.text)
                if parts <= templates.sms_segments_at_most:
                    continue
                yield Problem(
                    f"languages.{language}.messages.{code}.{field}",
                    f"As an SMS it takes {parts} parts with everything filled in; "
                    f"at most {templates.sms_segments_at_most} are allowed: shorten it.",
                )
