"""What a decision is made from: answers, what the practitioner found and plans, and the local day."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final

from services.screening.domain.plans import NAMED, Finding, Plan, findings_of, plan_of
from services.screening.domain.truth import Truth

NOT_SURE: Final = "not_sure"
LONGEST_TEXT: Final = 1000
"""Characters of a text."""


@dataclass(frozen=True, slots=True)
class Told:
    """What the patient says in their own words. Clinicians read it; no rule does."""

    words: str


Flat = bool | date | str | Decimal | Told
"""Yes or no, a calendar day, the code of a choice, "not_sure", a number, or the patient's own words."""


@dataclass(frozen=True, slots=True)
class Detailed:
    """An answer with its place, its time, or which of several things it is about. What is left out is not known."""

    answer: Flat
    """Never no: a no has no details."""
    places: tuple[str, ...] = ()
    """Where on the body, by the rule set's words."""
    on: date | None = None
    """The day on which it was or began, where the question itself does not ask for one."""
    over_since: date | None = None
    """The first day on which it was over."""
    which: tuple[str, ...] = ()
    """Which members of a question about several things."""


Answer = Flat | Detailed
"""An answer that was not given is not there at all."""


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
    """Whether the rule set lists the plan's words, and so can judge it."""
    has_conditions: bool | None = None
    """Day-of checks: whether the clearance that is checked has conditions."""
    born: date | None = None
    findings: tuple[Finding, ...] = ()
    """What the practitioner saw."""
    too_deep: bool | None = None
    """Whether the plan is deeper than the depth limit that holds for it."""
    beside: frozenset[str] = frozenset()
    """Places that the plan does not touch, by the rule set's words."""
    left_out: frozenset[str] = frozenset()
    """Parts of the planned area that the practitioner leaves out, by the rule set's words."""
    clinic: str | None = None
    """Where it is decided."""

    def named(self, name: str) -> Any:
        """The fact that a rule names, or None when it is not known."""
        if name in NAMED:
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
            "born": self.born.isoformat() if self.born else None,
            "findings": [finding.stored() for finding in self.findings],
            "too_deep": self.too_deep,
            "beside": sorted(self.beside),
            "left_out": sorted(self.left_out),
            "clinic": self.clinic,
        }


def facts_of(stored: Mapping[str, Any]) -> Facts:
    """The facts as they were when a decision was made. Older decisions were made from fewer."""
    born = stored.get("born")
    return Facts(
        today=date.fromisoformat(stored["today"]),
        answers=answers_of(stored["answers"]),
        age=stored["age"],
        skin_type=stored["skin_type"],
        suitable=stored["suitable"],
        plan=plan_of(stored["plan"]) if stored["plan"] else None,
        plan_listed=stored.get("plan_listed"),
        has_conditions=stored["has_conditions"],
        born=date.fromisoformat(born) if born else None,
        findings=findings_of(stored.get("findings", [])),
        too_deep=stored.get("too_deep"),
        beside=frozenset(stored.get("beside", ())),
        left_out=frozenset(stored.get("left_out", ())),
        clinic=stored.get("clinic"),
    )


def flat(answer: Answer) -> Flat:
    """An answer without its details."""
    return answer.answer if isinstance(answer, Detailed) else answer


def detailed(answer: Answer | None) -> Detailed:
    """An answer with its details; none at all when there is no answer."""
    if isinstance(answer, Detailed):
        return answer
    return Detailed(NOT_SURE if answer is None else answer)


def affirmed(answer: Answer | None) -> Truth:
    """Whether the patient said yes, named a day or chose; unknown without an answer, or when they are not sure."""
    said = None if answer is None else flat(answer)
    if said is None or said == NOT_SURE:
        return None
    return said is not False


def day_of(answer: Answer | None) -> date | None:
    """The day that an answer names."""
    said = detailed(answer)
    return said.answer if isinstance(said.answer, date) else said.on


def stored_answers(answers: Mapping[str, Answer]) -> dict[str, Any]:
    """Answers as JSON: true, false, "not_sure", the code of a choice, an ISO day, or an object: the details, a number,
    words."""
    return {code: stored_answer(answer) for code, answer in sorted(answers.items())}


def stored_answer(answer: Answer) -> Any:
    """One answer as JSON."""
    if not isinstance(answer, Detailed):
        return _stored_flat(answer)
    plain = {
        "answer": stored_answer(answer.answer),
        "places": list(answer.places) or None,
        "on": answer.on.isoformat() if answer.on else None,
        "over_since": answer.over_since.isoformat() if answer.over_since else None,
        "which": list(answer.which) or None,
    }
    return {name: value for name, value in plain.items() if value is not None}


def _stored_flat(answer: Flat) -> Any:
    """Numbers and words are objects: a string is a day or the code of a choice."""
    if isinstance(answer, Decimal):
        return {"number": str(answer)}
    if isinstance(answer, Told):
        return {"words": answer.words}
    return answer.isoformat() if isinstance(answer, date) else answer


def shown_answer(answer: Answer) -> Any:
    """One answer as JSON, as people send it: a number and a text are plain."""
    if isinstance(answer, Decimal):
        return float(answer) if answer % 1 else int(answer)
    return answer.words if isinstance(answer, Told) else stored_answer(answer)


def answers_of(stored: Mapping[str, Any]) -> dict[str, Answer]:
    """Answers from their stored form."""
    return {code: _answer(value) for code, value in stored.items()}


def _answer(value: Any) -> Answer:
    if not isinstance(value, Mapping):
        return _flat(value)
    if "number" in value:
        return Decimal(value["number"])
    if "words" in value:
        return Told(value["words"])
    on, over_since = value.get("on"), value.get("over_since")
    return Detailed(
        _flat(value["answer"]),
        places=tuple(value.get("places", ())),
        on=date.fromisoformat(on) if on else None,
        over_since=date.fromisoformat(over_since) if over_since else None,
        which=tuple(value.get("which", ())),
    )


def _flat(value: bool | str) -> Flat:
    """Only a day begins with a digit: codes of choices begin with a letter."""
    return value if isinstance(value, bool) or not value[:1].isdigit() else date.fromisoformat(value)
