"""What a version of the templates would say, filled in with a sample, and what that takes as an SMS."""

from collections.abc import Iterator
from dataclasses import dataclass

from services.notifications.domain.checks.samples import samples_of
from services.notifications.domain.occasions import Audience
from services.notifications.domain.sms import is_gsm, segments
from services.notifications.domain.templates import Templates
from services.notifications.domain.whatsapp import template_name


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
    whatsapp_name: str | None
    """Under which WhatsApp has it; None: it does not go there as a template."""


def previews_of(templates: Templates, language: str) -> Iterator[Preview]:
    """Every message, by code; one that can have a link twice. Raises KeyError for a language that it lacks."""
    words = templates.languages[language]
    for code, template in sorted(templates.templates.items()):
        for linked, said in samples_of(code, words, language):
            widens = tuple(sorted({sign for sign in said.text if not is_gsm(sign)}))
            yield Preview(
                template=code,
                audience=template.audience,
                subject=said.subject,
                text=said.text,
                linked=linked,
                sms_parts=segments(said.text),
                sms_alphabet="UCS-2" if widens else "GSM-7",
                sms_widens=widens,
                whatsapp_name=template_name(code, said.form) if template.whatsapp_approved else None,
            )
