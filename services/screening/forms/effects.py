"""What a rule set would change, for the director who is about to sign it."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from chassis.http import View
from services.screening.domain.outcomes import Outcome
from services.screening.domain.results import Compared


class ResultView(View):
    """What is decided."""

    outcome: Outcome | None
    """Null when answers are missing."""
    eligible_from: date | None
    """Of effects: with the 15 January 2026 as the day of the decision."""
    conditions: list[str]
    """By their codes."""
    max_depth_mm: Decimal | None
    anaesthetic_allowed: bool
    rules: list[str]
    """The rules that hold or may hold."""


class EffectView(View):
    """What one fact changes for an adult against whom nothing else speaks."""

    code: str
    """Of a question, a finding or a fact; `healthy`: nothing is the matter."""
    words: str
    result: ResultView
    compared: Compared | None
    """How it stands to what the other version decides; null when there is none to compare with."""
    before: Outcome | None
    """What the other version decides."""


class OverlayEffectsView(View):
    """What an overlay adds for its clinics, as if it were the only one there."""

    overlay: str
    """Its code."""
    name: str
    """Whose it is, such as a jurisdiction."""
    clinics: list[UUID]
    clearance_days: int
    """How long a clearance that is given there holds."""
    effects: list[EffectView]
    """Facts that are judged otherwise there. `before` and `compared` are about a clinic without overlays."""


class EffectsView(View):
    """What each single fact changes."""

    version: str
    against: str | None
    """The version that it is compared with: by default the one that counts today."""
    device: str
    """A label's code, or the kind of a device without a label."""
    milder: int
    """How many facts are judged more mildly than by the other version."""
    stricter: int
    effects: list[EffectView]
    """Facts that change something, or are judged otherwise than by the other version; without any overlay."""
    overlays: list[OverlayEffectsView]
    """What each jurisdiction or clinic adds to that."""


class PastDecisionView(View):
    """A current decision, and what the draft would have decided from the same facts on the same day."""

    screening_id: UUID
    patient_id: UUID
    clinic_id: UUID
    decided_at: datetime
    ruled: bool
    """A clinician ruled on it; both results are of the rules alone."""
    rule_set: str
    """The version that decided."""
    before: ResultView
    after: ResultView
    compared: Compared
    rules_added: list[str]
    """Rules that hold under the draft only."""
    rules_gone: list[str]
    """Rules that hold no more under the draft."""
    missing: list[str]
    """Questions that the draft asks and the patient has not answered."""
