"""What a patient agrees to before a procedure: published documents, and who may sign one.

A document has an edition: its major version. A change of words that does not change what is agreed to keeps the edition
and what was signed; a new edition has every patient asked again.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from chassis.reference.documents import Document, Problem
from contracts.vocabulary import Modality
from services.screening.domain.documents import Code, LanguageTag, Sentence, Sources


class ConsentText(Document):
    """A document in one language."""

    title: Sentence
    paragraphs: Annotated[tuple[Sentence, ...], Field(min_length=1)]


class ConsentDocument(Document):
    """What is agreed to for one procedure: a kind of device, on some areas or on any."""

    modality: Modality
    areas: tuple[Code, ...]
    """Areas that it covers, in booking's words; none named: every area."""
    edition: Annotated[int, Field(ge=1, le=10_000)]
    """Raised when patients have to be asked again."""
    texts: Annotated[dict[LanguageTag, ConsentText], Field(min_length=1)]
    sources: Sources

    def covers(self, modality: Modality, area: str) -> bool:
        """Whether it is about this kind of device on this area."""
        return self.modality is modality and (not self.areas or area in self.areas)


class Span(Document):
    """A number of days or years, and who says so."""

    value: Annotated[int, Field(ge=1, le=3660)]
    sentence: Sentence
    sources: Sources


class ConsentDocuments(Document):
    """Every document of a version. A medical director signs exactly this."""

    language: LanguageTag
    """Every document has a text in it; it is shown where there is none in the reader's own."""
    valid_days: Span
    """How long a signed consent counts."""
    adult_years: Span
    """Younger patients do not sign: a guardian does."""
    documents: Annotated[dict[Code, ConsentDocument], Field(min_length=1)]

    def covering(self, modality: Modality, area: str) -> str | None:
        """The code of the document for a procedure: one that names the area before one for every area."""
        found = [(not each.areas, code) for code, each in self.documents.items() if each.covers(modality, area)]
        return min(found)[1] if found else None


def consent_document_problems(documents: ConsentDocuments) -> Iterable[Problem]:
    """What a director must not be asked to sign."""
    taken: dict[tuple[Modality, str], str] = {}
    for code, each in documents.documents.items():
        if documents.language not in each.texts:
            yield Problem(f"documents.{code}.texts", f"The text in {documents.language} is missing: write it.")
        for area in each.areas or ("",):
            other = taken.setdefault((each.modality, area), code)
            if other != code:
                yield Problem(f"documents.{code}.areas", f"{other} covers the same: leave it out of one of them.")
    for modality in Modality:
        if not any(each.modality is modality for each in documents.documents.values()):
            yield Problem("documents", f"There is no document for {modality.value}: nobody could be treated with it.")


class SignedAs(StrEnum):
    """Who signs."""

    PATIENT = "patient"
    GUARDIAN = "guardian"


class SignatureKind(StrEnum):
    """How it was signed."""

    TYPED = "typed"
    DRAWN = "drawn"


class ConsentEnd(StrEnum):
    """Why a consent counts no longer, before its last day."""

    WITHDRAWN = "withdrawn"
    REPLACED = "replaced"
    """A new edition of the document came into force, or a newer consent took its place."""


@dataclass(frozen=True, slots=True)
class SignedConsent:
    """A consent that nobody has withdrawn."""

    modality: Modality
    areas: tuple[str, ...]
    valid_until: date

    def covers(self, modality: Modality, area: str, day: date) -> bool:
        """Whether a session with this kind of device, on this area and local day, is agreed to."""
        return self.modality is modality and (not self.areas or area in self.areas) and day <= self.valid_until


def last_day(documents: ConsentDocuments, today: date) -> date:
    """The last local day on which a consent that is signed today counts."""
    return today + timedelta(days=documents.valid_days.value)


def needs_guardian(documents: ConsentDocuments, age: int | None) -> bool:
    """Whether the patient may not sign; an unknown age needs a guardian."""
    return age is None or age < documents.adult_years.value
