"""How the director's pages say what screening answers. Pure; words in English."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from services.console.pages.words import word
from services.console.queries.directors import Waiting

KINDS: Mapping[str, str] = {
    "reaction_to_acknowledge": word("A serious reaction: acknowledge it"),
    "suspension_to_decide": word("A reaction: lift what it suspended, or end it"),
    "day_check_review": word("A check of today: decide, the patient waits"),
    "review_waiting": word("A review: decide"),
    "ruling_questioned": word("A ruling that the answers no longer ask for: end or keep it"),
    "override_to_confirm": word("A rule is to be set aside: confirm or reject"),
    "report_to_look_at": word("A text or record that may tell of a reaction"),
}
"""By kind of item, what is to be done; the page groups them by `GROUPS`."""
ASKED: Mapping[str, str] = {
    "question_id": word("Asked back: an answer is awaited"),
    "answered_id": word("The question is answered"),
}
"""By what an item of a review is about, how far its question is."""
GROUPS: Sequence[tuple[str, Sequence[str]]] = (
    (word("Reactions"), ("reaction_to_acknowledge", "suspension_to_decide", "report_to_look_at")),
    (word("Decisions"), ("day_check_review", "review_waiting", "override_to_confirm", "ruling_questioned")),
)
RULINGS: Sequence[tuple[str, str]] = (
    ("cleared", word("Clear")),
    ("cleared_with_conditions", word("Clear with conditions")),
    ("deferred", word("Defer until a day")),
    ("declined", word("Decline")),
)
"""What a director may answer, and how the page says it."""
QUESTIONS: Mapping[str, str] = {
    "asked": word("Waits for an answer."),
    "withdrawn": word("Withdrawn: no answer is needed."),
    "ended": word("It was decided without an answer."),
}
"""By status of a question that nobody answered."""
STAGES: Mapping[str, str] = {
    "consult": word("After the consult"),
    "day_of": word("On the day of the session"),
}
STANDINGS: Mapping[str, str] = {
    "holds": word("Holds"),
    "may_hold": word("May hold"),
    "wait_over": word("The wait is over"),
    "lifted": word("Lifted"),
    "not_met": word("Does not hold"),
    "other_device": word("Another device"),
    "other_stage": word("Another stage"),
}
STOOD = ("holds", "may_hold")
NEARLY = ("wait_over", "lifted")
GRADES: Mapping[str, str] = {"serious": word("Serious"), "transient": word("Passes by itself")}
STATUSES: Mapping[str, str] = {
    "to_look_at": word("To be looked at"),
    "open": word("Open"),
    "over": word("Over"),
    "withdrawn": word("Withdrawn"),
}
STEPS: Mapping[str, str] = {
    "reported": word("Reported"),
    "amended": word("Put right"),
    "received": word("A text came in"),
    "session corrected": word("The record of the session was put right"),
    "graded again": word("Graded again"),
    "suspended": word("Sessions suspended"),
    "asked": word("Asked to acknowledge"),
    "acknowledged": word("Acknowledged"),
    "lifted": word("Suspension lifted"),
    "ended": word("Clearances ended"),
    "withdrawn": word("Withdrawn"),
    "outcome": word("Outcome recorded"),
}


def asked_of(about: Mapping[str, str]) -> str | None:
    """How far the question about a review is; None where nothing was asked."""
    return next((words for name, words in ASKED.items() if name in about), None)


@dataclass(frozen=True)
class Group:
    """What waits, of one sort."""

    words: str
    items: Sequence[Waiting]


def groups_of(items: Sequence[Waiting]) -> list[Group]:
    """Reactions before decisions; none that is empty."""
    groups = (Group(words, [each for each in items if each.kind in kinds]) for words, kinds in GROUPS)
    return [group for group in groups if group.items]


@dataclass(frozen=True)
class Rules:
    """Every rule of the version that decided, from what stands in the way to what has nothing to do with the plan."""

    stood: Sequence[Mapping[str, Any]]
    nearly: Sequence[Mapping[str, Any]]
    others: Sequence[Mapping[str, Any]]


def rules_of(decision: Mapping[str, Any], explanation: Mapping[str, Any]) -> Rules:
    """Each rule with its standing and why; of those that hold, also what follows and what other sources say."""
    reasons = {each["code"]: each for each in decision["reasons"]}
    rules = [{**each, "reason": reasons.get(each["code"])} for each in explanation["rules"]]
    return Rules(
        stood=[each for each in rules if each["standing"] in STOOD],
        nearly=[each for each in rules if each["standing"] in NEARLY],
        others=[each for each in rules if each["standing"] not in (*STOOD, *NEARLY)],
    )


def say_rules(codes: Sequence[str], explanation: Mapping[str, Any]) -> str:
    """Rules by what they say, each with its code; one that the explanation has not by its code alone."""
    said = {each["code"]: each["sentence"] for each in explanation["rules"]}
    return "; ".join(f"{said[code]} ({code})" if code in said else code for code in codes)


def lines_of(text: str) -> list[str]:
    """What was written, a line each, without empty ones."""
    return [line.strip() for line in text.splitlines() if line.strip()]


IN_BOOKING: Mapping[str, str] = {
    "session.override": word("A session outside its clearance or limit"),
    "appointment.outside_protocol": word("An appointment nearer than the protocol's spacing"),
    "appointment.overlaps": word("Two appointments at once, by agreement"),
    "cartridge like another": word("A cartridge like one that was opened before"),
}
"""By action of booking's audit log."""


@dataclass(frozen=True)
class Override:
    """Something that was set aside."""

    at: str
    who: str
    what: Sequence[str]
    """Codes of rules, or the action of booking's audit log."""
    reason: str
    agreed_by: str | None = None
    """The second clinician."""
    patient_id: str | None = None
    decision: str | None = None
    outcome: str | None = None


def overrides_of(rulings: Sequence[Mapping[str, Any]], entries: Sequence[Mapping[str, Any]]) -> list[Override]:
    """Of screening and of booking, the newest first."""
    by_rule = [
        Override(
            at=each["settled_at"],
            who=each["proposed_by"],
            what=each["overrides"],
            reason=each["reason"],
            agreed_by=each["settled_by"],
            patient_id=each["patient_id"],
            decision=each["screening_id"],
            outcome=each["outcome"],
        )
        for each in rulings
    ]
    by_person = [
        Override(at=each["at"], who=each["actor"], what=(each["action"],), reason=each["details"].get("reason") or "")
        for each in entries
    ]
    return sorted((*by_rule, *by_person), key=lambda each: each.at, reverse=True)


def counts_of(overrides: Sequence[Override]) -> tuple[Sequence[tuple[str, int]], Sequence[tuple[str, int]]]:
    """How many of each rule or limit, and of each person, the most first."""
    what = Counter(code for each in overrides for code in each.what)
    who = Counter(each.who for each in overrides)
    return what.most_common(), who.most_common()
