"""Explanations, as people see them: patients and the front desk in plain sentences, clinicians rule by rule."""

from datetime import date
from uuid import UUID

from chassis.http import View
from services.screening.domain.accounts import Standing
from services.screening.domain.outcomes import Outcome
from services.screening.forms.decisions import CitationView


class PlainExplanation(View):
    """A decision in plain sentences: no rule, no answer, no more than its reader needs."""

    screening_id: UUID
    outcome: Outcome
    words: list[str]
    """What was decided and from or until which day, in the reader's language."""


class SeenView(View):
    """Something that a rule looked at."""

    code: str
    """Of a question, a finding or a fact."""
    words: str


class AccountView(View):
    """One rule of the version, and where it stood."""

    code: str
    sentence: str
    standing: Standing
    """Whether it holds or may hold; or why not: its facts, a wait that is over, a place or time that lifts it, another
    device, another stage."""
    why: str
    facts: list[SeenView]
    """What this follows from."""
    over_since: date | None
    """The first day after a wait that was looked at and is over."""
    sources: list[CitationView]


class ChangeView(View):
    """One fact that would be otherwise."""

    code: str
    words: str


class AlternativeView(View):
    """A smallest set of facts with which the outcome would be milder."""

    changes: list[ChangeView]
    outcome: Outcome
    eligible_from: date | None
    words: str


class FullExplanation(PlainExplanation):
    """What a clinician sees: every rule of the version, once."""

    for_the_patient: list[str]
    """What the patient reads."""
    for_the_desk: list[str]
    """What the front desk reads."""
    rules: list[AccountView]
    """Every rule of the version that decided, by its code."""
    alternatives: list[AlternativeView]
    """What would have to be otherwise, the shortest first. Empty when nothing stands in the way, when no small change
    helps, and when a clinician ruled: then only a clinician makes it milder."""
    rule_set: str
    rule_set_digest: str | None


Explanation = FullExplanation | PlainExplanation


class RerunView(View):
    """A stored decision, decided once more from its stored facts by the version that decided it."""

    screening_id: UUID
    same: bool
    rule_set: str
    rule_set_digest: str
    """Of the version as it is stored now."""
    outcome: Outcome
    """As it is stored."""
    rules_alone: Outcome | None
    """What the rules say by themselves; a clinician's ruling may differ. Null when they cannot decide."""
    differences: list[str]
    """What does not come out as it was stored; empty when it is the same."""
