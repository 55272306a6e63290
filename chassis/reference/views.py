"""What the routes of reference data take and answer."""

from datetime import date, datetime
from typing import Any, Literal

from pydantic import Field

from chassis.http.bodies import Form, View
from chassis.http.filters import Day

Status = Literal["draft", "checked", "signed", "withdrawn"]


class KindView(View):
    """One kind of reference data."""

    name: str
    """As in addresses: ``rule-sets``."""
    summary: str
    """What it decides."""
    in_force: str | None
    """The version that counts today; null when nothing is in force."""
    signature: str | None
    """Who signed that version, or ``unsigned`` (in a rehearsal only)."""
    rehearsal: bool
    """True when this system is a rehearsal: a checked version counts as long as none is signed."""


class VersionSummary(View):
    """One version, without its content."""

    kind: str
    """Its kind."""
    version: str
    """Its name within the kind, for ever."""
    title: str
    """What it is."""
    status: Status
    """Only a draft may change. A signed version decides from its day on, a withdrawn one decides nothing any more."""
    in_force_from: date | None
    """The first local day: meant until it is signed, then decided."""
    extends: str | None
    """The version that it was written as a change of."""
    shipped: bool
    """True when it came with a release; false when the chain drafted it."""
    digest: str
    """SHA-256 of its title, document and own sources; every decision keeps it."""
    revision: int
    """Counts the edits of a draft: its ETag."""
    created_by: str
    """Who drafted it; ``system`` for a shipped one."""
    created_at: datetime
    """When, UTC."""
    checked_by: str | None
    """Who had it checked."""
    checked_at: datetime | None
    """When, UTC."""
    signed_by: str | None
    """The medical director who signed it."""
    signed_at: datetime | None
    """When, UTC."""
    withdrawn_by: str | None
    """The medical director who withdrew it."""
    withdrawn_at: datetime | None
    """When, UTC."""
    withdrawn_reason: str | None
    """Why."""


class SourceView(View):
    """A source that a version cites."""

    key: str
    """As the document cites it."""
    entry: dict[str, Any]
    """Its entry in the bibliography: title, who, year, address, what was read and when, grade."""


class VersionView(VersionSummary):
    """One version whole: everything that a director signs."""

    document: dict[str, Any]
    """The whole document, whatever it extends."""
    changes: dict[str, Any] | None
    """What it changes in the version that it extends, as a JSON merge patch."""
    bibliography: dict[str, dict[str, Any] | None]
    """The sources that it was written with, by key; null removes one of the version that it extends."""
    sources: list[SourceView]
    """Every source that the document cites."""


class ProblemView(View):
    """One thing that is wrong with a document."""

    path: str
    """Where, with dots; empty for the document as a whole."""
    problem: str
    """What is wrong and what to do."""


class CheckView(View):
    """What a check found."""

    status: Status
    """The status after it: ``checked`` when a draft had no problems."""
    problems: list[ProblemView]
    """Empty when all is well."""


class DifferenceView(View):
    """One path in which two versions differ."""

    path: str
    """Where, with dots."""
    change: Literal["added", "removed", "changed"]
    """What became of it."""
    before: Any
    """Its content in the other version; null when it was added."""
    after: Any
    """Its content in this version; null when it was removed."""


class ComparisonView(View):
    """A version compared with another."""

    version: str
    """The version that was asked for."""
    against: str | None
    """The other one; null when nothing is in force to compare with: then everything is new."""
    differences: list[DifferenceView]
    """In the order of their paths."""
    text: str
    """The same for a terminal: ``+`` added, ``-`` removed, ``~`` changed."""


class SignForm(Form):
    """A medical director signs a version."""

    in_force_from: Day | None = None
    """The first local day, today or later; left out: the day that was meant, or today if that is past."""


class WithdrawForm(Form):
    """A medical director withdraws a version."""

    reason: str = Field(min_length=3, max_length=1000)
    """Why: it stays with the version for ever."""
