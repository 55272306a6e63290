"""What a message template is."""

from dataclasses import dataclass
from enum import StrEnum
from string import Formatter

from services.notifications.domain.timing import Until, When


class Purpose(StrEnum):
    """Marketing needs the patient's agreement; a transactional message serves an appointment or a treatment."""

    TRANSACTIONAL = "transactional"
    MARKETING = "marketing"


class Audience(StrEnum):
    """Who is told."""

    PATIENT = "patient"
    STOCK_CONTACT = "stock_contact"
    """The clinic's stock manager, by e-mail."""


@dataclass(frozen=True)
class Template:
    """A message as data: its words, when it goes out, and who says so.

    ``text`` names what is filled in: ``{clinic}``, ``{when}`` and so on (domain/wording.py). Minimum necessary: it
    never names a condition, a concern or a medicine.
    """

    code: str
    subject: str
    """For channels that have a subject line."""
    text: str
    source: str
    """Who says that it should be said, and then; "policy" where only this project does."""
    send: When
    not_after: Until
    """From then on the message would be late rather than useful: it is skipped."""
    audience: Audience = Audience.PATIENT
    purpose: Purpose = Purpose.TRANSACTIONAL
    urgent: bool = False
    """Goes out in quiet hours too."""
    whatsapp_approved: bool = True
    """WhatsApp takes only approved templates outside its 24-hour window; others go by SMS or e-mail."""
    call_when_silent: bool = False
    """When quiet hours last until it is too late, it fails, so that somebody calls, instead of being skipped."""

    @property
    def fields(self) -> frozenset[str]:
        """What has to be filled in."""
        parts = (*Formatter().parse(self.text), *Formatter().parse(self.subject))
        return frozenset(name for _, name, _, _ in parts if name)
