"""What a decision is made from: answers, what the practitioner found and plans, and the local day."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final, Literal

from contracts.vocabulary import Modality

NOT_SURE: Final = "not_sure"
Answer = bool | date | Literal["not_sure"]
"""Yes or no, a calendar day, or not sure. An answer that was not given is not there at all."""

PLAN_FACTS: Final = ("concern", "area", "modality", "device_model", "depth_mm")


@dataclass(frozen=True, slots=True)
class Plan:
    """What the practitioner plans; depth in millimetres. Area and concern are booking's words: new ones may come."""

    concern: str
    area: str
    modality: Modality
    device_model: str
    depth_mm: Decimal

    def stored(self) -> dict[str, str]:
        """As JSON."""
        return {name: str(getattr(self, name)) for name in PLAN_FACTS}


@dataclass(frozen=True, slots=True)
class Facts:
    """All that the rules look at. None is "not known", which never clears anybody."""

    today: date
    """The local calendar day at the clinic that decides."""
    answers: Mapping[str, Answer] = field(default_factory=dict)
    age: int | None = None
    """Completed years on ``today``."""
    skin_type: int | None = None
    """Fitzpatrick, 1 to 6."""
    suitable: bool | None = None
    """What the practitioner found (S2)."""
    plan: Plan | None = None
    plan_listed: bool | None = None
    """Whether the rule set lists the plan's area and concern, and so can judge them."""
    has_conditions: bool | None = None
    """Day-of checks: whether the clearance that is checked has conditions."""

    def named(self, name: str) -> Any:
        """The fact that a rule names, or None when it is not known."""
        if name in PLAN_FACTS:
            return getattr(self.plan, name) if self.plan else None
        return getattr(self, name)

    def stored(self) -> dict[str, Any]:
        """As JSON, so that the decision can be explained and made again later."""
        return {
            "today": self.today.isoformat(),
            "answers": stored_answers(self.answers),
            "age": self.age,
            "skin_type": self.skin_type,
            "suitable": self.suitable,
            "plan": self.plan.stored() if self.plan else None,
            "plan_listed": self.plan_listed,
            "has_conditions": self.has_conditions,
        }


def plan_of(stored: Mapping[str, Any]) -> Plan:
    """A plan from its stored form."""
    return Plan(
        str(stored["concern"]),
        str(stored["area"]),
        Modality(stored["modality"]),
        str(stored["device_model"]),
        Decimal(stored["depth_mm"]),
    )


def facts_of(stored: Mapping[str, Any]) -> Facts:
    """The facts as they were when a decision was made."""
    return Facts(
        today=date.fromisoformat(stored["today"]),
        answers=answers_of(stored["answers"]),
        age=stored["age"],
        skin_type=stored["skin_type"],
        suitable=stored["suitable"],
        plan=plan_of(stored["plan"]) if stored["plan"] else None,
        plan_listed=stored.get("plan_listed"),
        has_conditions=stored["has_conditions"],
    )


def stored_answers(answers: Mapping[str, Answer]) -> dict[str, bool | str]:
    """Answers as JSON: true, false, "not_sure" or an ISO day."""
    return {
        code: answer.isoformat() if isinstance(answer, date) else answer for code, answer in sorted(answers.items())
    }


def answers_of(stored: Mapping[str, Any]) -> dict[str, Answer]:
    """Answers from their stored form."""
    return {code: _answer(value) for code, value in stored.items()}


def _answer(value: bool | str) -> Answer:
    if isinstance(value, bool):
        return value
    return NOT_SURE if value == NOT_SURE else date.fromisoformat(value)
