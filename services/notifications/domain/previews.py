"""What a version of the templates would say, filled in with a sample, and what that takes as an SMS."""

from collections.abc import Iterator
from dataclasses import dataclass

from services.notifications.domain.checks.samples import (
    SAMPLE_CLINIC,
    SAMPLE_LINK,
    SAMPLE_NAME,
    SAMPLE_TIME,
    sample_facts,
)
from services.notifications.domain.occasions import Audience
from services.notifications.domain.sms import is_gsm, segments
from services.notifications.domain.templates import Templates
from services.notifications.domain.wording import fill_in


@dataclass(frozen=True)
class Preview:
    """One message in one language, with everything that it can say filled in."""

    template: str
    audience: Audience
    subject: str
    text: str
    linked: bool
    """Whether it is the text with a link."""
    sms_parts: int
    """As how many parts it is charged."""
    sms_alphabet: str
    """``GSM-7``, or ``UCS-2`` when one of its characters needs that: then a part holds 67 instead of 153."""
    sms_widens: tuple[str, ...]
    """The characters that need UCS-2."""


def previews_of(templates: Templates, language: str) -> Iterator[Preview]:
    """Every message, by code; one that can have a link twice. Raises KeyError for a language that it lacks."""
    words, facts = templates.languages[language], sample_facts()
    for code, template in sorted(templates.templates.items()):
        for link in (None, SAMPLE_LINK) if words.messages[code].linked else (None,):
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
            widens = tuple(sorted({sign for sign in said.text if not is_gsm(sign)}))
            yield Preview(
                template=code,
                audience=template.audience,
                subject=said.subject,
                text=said.text,
                linked=link is not None,
                sms_parts=segments(said.text),
                sms_alphabet="UCS-2" if widens else "GSM-7",
                sms_widens=widens,
            )
