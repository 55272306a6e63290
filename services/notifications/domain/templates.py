"""Message templates as published reference data: what is written to whom, when, in which words."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from chassis.language import best_language
from chassis.reference.documents import Cited, Document
from services.notifications.domain.appointments import AppointmentState
from services.notifications.domain.languages import Code, LanguageWords, Tag
from services.notifications.domain.links import Act
from services.notifications.domain.occasions import OTHER, Audience, Occasion
from services.notifications.domain.timing import Due, TooLate


class Purpose(StrEnum):
    """Marketing needs the patient's agreement; a transactional message serves an appointment or a treatment."""

    TRANSACTIONAL = "transactional"
    MARKETING = "marketing"


class Template(Document):
    """One message without its words: when it goes out, to whom, and by which sources."""

    audience: Audience
    purpose: Purpose
    due: Due
    too_late: TooLate
    """From then on the message is of no use: it is skipped."""
    only_while: AppointmentState | None = None
    """The state that the appointment must be in for the message to be true; null when it is about no appointment.

    It can be left out, because a version that extends another cannot say null: there that removes."""
    urgent: bool
    """Goes out in quiet hours too."""
    whatsapp_approved: bool
    """WhatsApp takes only approved templates outside its 24-hour window; others go by SMS or e-mail."""
    call_when_silent: bool
    """When quiet hours, or a worker that was down, last until it is too late, it fails, so that somebody calls."""
    must_be_known: bool = False
    """Who must not be written to, or cannot be in time, is called instead of being skipped."""
    opens: Act | None = None
    """What the link opens that its ``linked`` words have; null for a message without one."""
    stands_alone: bool = False
    """True: it says more than what its link is for, so once that is done it goes out without the link."""
    said_with: dict[Code, Code] = Field(default_factory=dict)
    """By another template about the same appointment, the one that says both: it goes out instead of the two when this
    one is due within an hour of the other."""
    sources: Annotated[dict[Cited, str], Field(min_length=1)]
    """The sources for saying it, and for its time: keys of the bibliography, each with what the source says."""


class Templates(Document):
    """Everything that is written to patients and stock contacts. Signed as a whole: words and times belong together."""

    fallback_language: Tag
    """The chain's language: for patients whose own is not among ``languages``, and for stock contacts."""
    sms_segments_at_most: Annotated[int, Field(ge=1, le=20)]
    """How many parts an SMS may be charged as, with names and places of usual length filled in."""
    templates: dict[Code, Template]
    """By code. A code means the same message in every version."""
    occasions: dict[Occasion, dict[Code, tuple[Code, ...]]]
    """Which templates follow what happens, by kind of appointment or modality. ``other`` is for all that are not named,
    also for words that this version has never seen."""
    languages: dict[Tag, LanguageWords]
    """The words, by BCP 47 tag."""

    def for_occasion(self, occasion: Occasion, word: str = OTHER) -> tuple[Code, ...]:
        """The codes of the messages that follow ``occasion``; an unknown ``word`` gets the neutral ones."""
        choices = self.occasions.get(occasion, {OTHER: ()})
        return choices.get(word, choices[OTHER])

    def joined_in(self, code: str) -> dict[Code, Code]:
        """By a template that can be said with ``code``, the one that says both."""
        return {other: each.said_with[code] for other, each in self.templates.items() if code in each.said_with}

    def follows(self, occasions: frozenset[Occasion], code: str) -> bool:
        """Whether a message follows any of these occasions."""
        return any(code in codes for each in occasions for codes in self.occasions.get(each, {}).values())

    def language_for(self, wanted: str | None) -> str:
        """The language of these that suits ``wanted`` best; without a wish, the chain's."""
        return best_language(wanted or (), tuple(self.languages), self.fallback_language)
