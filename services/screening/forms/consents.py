"""Consents, as they are read, signed and shown."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from chassis.http import Form, OneLine, UtcMoment, View, Written
from contracts.event import Digest, Language
from contracts.vocabulary import Modality
from services.screening.domain.consents import ConsentEnd, SignatureKind, SignedAs

Name = Annotated[str, OneLine, Field(min_length=1, max_length=200)]
Drawing = Annotated[
    str,
    Field(min_length=1, max_length=20_000),
    Written(r"^[\w .,’'\-]+$", "Send the name as typed, or the drawing as SVG path data such as M 1 2 L 3 4."),
]


class ConsentSignatureForm(Form):
    """How it was signed."""

    kind: SignatureKind
    value: Drawing = Field(examples=["Inês Sousa"])
    """typed: the name; drawn: the strokes as the data of an SVG path, such as ``M 10 10 L 20 15``."""


class ConsentForm(Form):
    """A document that was read and signed."""

    document: str = Field(min_length=1, max_length=64, examples=["pen"])
    """Its code, of ``GET /v1/consent-documents``."""
    version: str = Field(min_length=1, max_length=64, examples=["2026-11"])
    """The version that was read."""
    digest: Digest
    """Its digest: what is signed is what was shown."""
    language: Language = Field(examples=["pt"])
    """The language in which it was read."""
    signed_as: SignedAs = SignedAs.PATIENT
    signatory: Name = Field(examples=["Inês Sousa"])
    """The name of who signs."""
    relation: Name | None = Field(default=None, examples=["mother"])
    """A guardian's relation to the patient; needed when a guardian signs."""
    signature: ConsentSignatureForm
    device: Name = Field(examples=["The tablet at the front desk"])
    """On which it was signed."""


class WithdrawConsentForm(Form):
    """The patient no longer agrees."""

    reason: str = Field(min_length=1, max_length=2000, examples=["Does not want any more needling."])
    said_at: UtcMoment | None = None
    """When it was said, if that was before now."""


class ConsentDocumentView(View):
    """A document, in the reader's language as far as there is one."""

    code: str
    modality: Modality
    areas: list[str]
    """None named: every area."""
    edition: int
    language: str
    title: str
    paragraphs: list[str]


class ConsentDocumentsView(View):
    """The documents that are signed today."""

    version: str
    digest: str
    documents: list[ConsentDocumentView]


class ConsentSummary(View):
    """What was agreed to, and until when; not how it was signed."""

    id: UUID
    patient_id: UUID
    clinic_id: UUID
    document: str
    edition: int
    version: str
    digest: str
    language: str
    modality: Modality
    areas: list[str]
    signed_as: SignedAs
    signatory: str
    relation: str | None
    signed_at: datetime
    valid_until: date
    ended_at: datetime | None
    ended_why: ConsentEnd | None


class ConsentView(ConsentSummary):
    """A consent with its signature."""

    signature_kind: SignatureKind
    signature: str
    device: str
    taken_by: str
    document_signature: str
    """The director who had signed the document then, or "unsigned"."""
    ended_by: str | None
    ended_reason: str | None
