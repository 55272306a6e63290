"""What WhatsApp asks of messages: approved templates, a window of 24 hours, and people without a number. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from string import Formatter
from typing import Any

WINDOW = timedelta(hours=24)
"""After somebody wrote to us, texts of our own reach them as long (WhatsApp's customer service window)."""
NO_TEMPLATE = "WhatsApp takes only approved templates outside of 24 hours after the patient wrote"
ASK_AGAIN_AFTER = timedelta(days=1)
"""How long a template that was refused at sending stays aside, for its approval may reach nobody. Ours: no source."""
_USER_ID = re.compile(r"[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}")
_SPACES = re.compile(r"\s+")


class Approval(StrEnum):
    """What WhatsApp has said about a template."""

    APPROVED = "approved"
    PENDING = "pending"
    REJECTED = "rejected"
    PAUSED = "paused"
    DISABLED = "disabled"
    REFUSED = "refused"
    """A message of it was refused: it does not exist there, or has another text."""


@dataclass(frozen=True)
class TemplateApproval:
    """What is known of one template in one language."""

    state: Approval
    since: datetime
    """UTC."""

    def forbids(self, now: datetime) -> bool:
        """Whether no message of it is to be tried now."""
        if self.state is Approval.REFUSED:
            return now < self.since + ASK_AGAIN_AFTER
        return self.state is not Approval.APPROVED


@dataclass(frozen=True)
class WhatsAppView:
    """What WhatsApp would take of one message now."""

    open: Mapping[str, str | None] = field(default_factory=dict)
    """The numbers to which it takes a text of our own, because they wrote from there within 24 hours, each with the id
    of the number of ours that they wrote to; None: it is not known, the chain had one."""
    refused: str | None = None
    """Why it takes no message of the template."""
    without_link: bool = False
    """Whether it takes the template's text, and not the one with a link."""


UNASKED = WhatsAppView()
"""For messages that do not go by WhatsApp."""


def is_user_id(address: str) -> bool:
    """Whether it is WhatsApp's own id of a person, as the business sees them, and no number: ``PT.1349…``."""
    return _USER_ID.fullmatch(address) is not None


@dataclass(frozen=True)
class SubmittedTemplate:
    """A template as WhatsApp knows it."""

    name: str
    language: str
    """As WhatsApp writes it: ``pt_PT``."""


def submitted_as(code: str, form: str, tag: str) -> SubmittedTemplate:
    """What is submitted of the text ``form`` of one of our templates, in the language ``tag`` (BCP 47)."""
    return SubmittedTemplate(template_name(code, form), template_language(tag))


def template_name(code: str, form: str) -> str:
    """The name under which a text is submitted. Another text has another name: what was signed is what is sent."""
    return f"{code}_{sha256(form.encode()).hexdigest()[:8]}"


def template_language(tag: str) -> str:
    """``pt_PT`` for the BCP 47 tag ``pt-PT``."""
    return tag.replace("-", "_")


def template_body(form: str) -> str:
    """The text as it is submitted, with named parameters: ``{{given_name}}``."""
    return "".join(f"{words}{{{{{name}}}}}" if name else words for words, name, _, _ in Formatter().parse(form))


def parameters(form: str, said: Mapping[str, str]) -> list[dict[str, Any]]:
    """What is filled in, each on one line, because WhatsApp refuses line ends and rows of spaces in them."""
    names = dict.fromkeys(name for _, name, _, _ in Formatter().parse(form) if name)
    return [{"type": "text", "parameter_name": name, "text": _SPACES.sub(" ", said[name]).strip()} for name in names]
