"""What follows from a rule set for somebody, and whether it is milder than what follows from another."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from services.screening.domain.decisions import Decision, Incomplete
from services.screening.domain.outcomes import CLEARANCES, SEVERITY, Outcome


class Compared(StrEnum):
    """How a result stands to an earlier one. What is milder in one way and stricter in another is milder."""

    SAME = "same"
    STRICTER = "stricter"
    MILDER = "milder"
    ASKS_FIRST = "asks_first"
    """Questions are not answered that the draft needs: nothing is decided before they are."""


@dataclass(frozen=True, slots=True)
class Result:
    """The parts of a decision that a patient notices."""

    outcome: Outcome | None
    """None when answers are missing."""
    eligible_from: date | None = None
    conditions: tuple[str, ...] = ()
    max_depth_mm: Decimal | None = None
    anaesthetic_allowed: bool = True
    excluded_areas: frozenset[str] = frozenset()
    rules: frozenset[str] = frozenset()
    """The rules that hold or may hold."""
    missing: tuple[str, ...] = ()


def result_of(decided: Decision | Incomplete) -> Result:
    """The result of an assessment."""
    if isinstance(decided, Incomplete):
        return Result(None, missing=decided.missing)
    limits = decided.limits
    return Result(
        outcome=decided.outcome,
        eligible_from=None if decided.outcome in CLEARANCES else decided.eligible_from,
        conditions=decided.conditions,
        max_depth_mm=limits.max_depth_mm if limits else None,
        anaesthetic_allowed=limits.anaesthetic_allowed if limits else True,
        excluded_areas=frozenset(limits.excluded_areas) if limits else frozenset(),
        rules=frozenset(reason.code for reason in decided.reasons),
    )


def compared(before: Result, after: Result) -> Compared:
    """How the later result stands to the earlier one."""
    if after.outcome is None:
        return Compared.ASKS_FIRST
    if before.outcome is None:
        return Compared.SAME
    differences = set(_differences(before, after))
    if Compared.MILDER in differences:
        return Compared.MILDER
    return Compared.STRICTER if differences else Compared.SAME


def _differences(before: Result, after: Result) -> Iterable[Compared]:
    assert before.outcome is not None
    assert after.outcome is not None
    if SEVERITY[before.outcome] != SEVERITY[after.outcome]:
        milder = SEVERITY[after.outcome] < SEVERITY[before.outcome]
        yield Compared.MILDER if milder else Compared.STRICTER
        return
    yield from _by_day(before.eligible_from, after.eligible_from)
    if before.max_depth_mm is not None and after.max_depth_mm is not None and before.max_depth_mm != after.max_depth_mm:
        yield Compared.MILDER if after.max_depth_mm > before.max_depth_mm else Compared.STRICTER
    if before.anaesthetic_allowed != after.anaesthetic_allowed:
        yield Compared.MILDER if after.anaesthetic_allowed else Compared.STRICTER
    for earlier, later in (
        (frozenset(before.conditions), frozenset(after.conditions)),
        (before.excluded_areas, after.excluded_areas),
    ):
        if earlier - later:
            yield Compared.MILDER
        if later - earlier:
            yield Compared.STRICTER


def _by_day(before: date | None, after: date | None) -> Iterable[Compared]:
    """A day where there was none is one more wait; none where there was one, one less."""
    if before == after:
        return
    if before is None:
        yield Compared.STRICTER
    elif after is None:
        yield Compared.MILDER
    else:
        yield Compared.MILDER if after < before else Compared.STRICTER
