"""How the page says who was asked, and the lines as a form has them. Pure; words in English."""

from collections.abc import Mapping, Sequence
from typing import Any

from services.console.pages.words import word

CAUSES: Mapping[str, str] = {
    "review": word("A decision, or a text about a reaction, is overdue"),
    "recall": word("Recalled stock to put aside"),
    "reaction": word("A serious reaction"),
}
KINDS: Mapping[str, str] = {
    "review_waiting": word("A decision is overdue"),
    "day_check_review": word("A decision is overdue"),
    "report_to_look_at": word("Nobody has looked at a text that may tell of a reaction"),
}
"""What is said of an item of these kinds; of others: their cause."""
LINES = ("review", "recall")
"""The causes for which a clinic says who is asked; reactions have a line of their own."""
STATES: Mapping[str, str] = {
    "open": word("Not acknowledged"),
    "acknowledged": word("Acknowledged"),
    "ended": word("Done"),
}
STEPS: Mapping[str, str] = {
    "asked": word("Asked"),
    "nobody_left": word("Nobody in line is left: the front desk looks for somebody"),
    "acknowledged": word("Acknowledged"),
    "ended": word("Done, or not needed any more"),
}
WAYS: Mapping[str, str] = {"email": word("by e-mail"), "sms": word("by SMS")}
FIELDS = ("name", "email", "phone", "minutes")
TOLD = "told"
"""How the fields of whoever is told of recalls begin."""
SPARE = 3
"""Empty rows below those of a line."""
MOST = 20


def title_of(escalation: Mapping[str, Any]) -> str:
    """What somebody is asked about."""
    return KINDS.get(escalation["kind"]) or CAUSES[escalation["cause"]]


def ending_of(escalation: Mapping[str, Any]) -> str:
    """How the reference in the message that somebody got ends: enough to find what it is about."""
    return str(escalation["id"])[-6:]


def current_of(policies: Sequence[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    """The policy that counts today."""
    return next((each for each in policies if each["counts"]), None)


def rows_of(policy: Mapping[str, Any] | None, typed: Mapping[str, str]) -> dict[str, list[dict[str, str]]]:
    """The rows of the form by cause: what was typed, or the line that counts, with empty ones below."""
    lines = {each["cause"]: each["people"] for each in policy["lines"]} if policy else {}
    told = policy["told_of_recalls"] if policy else ()
    return {TOLD: _rows(TOLD, told, typed), **{cause: _rows(cause, lines.get(cause, ()), typed) for cause in LINES}}


def _rows(cause: str, people: Sequence[Mapping[str, Any]], typed: Mapping[str, str]) -> list[dict[str, str]]:
    if f"{cause}-0-name" in typed:
        return [
            {field: typed.get(f"{cause}-{number}-{field}", "") for field in FIELDS}
            for number in range(MOST)
            if f"{cause}-{number}-name" in typed
        ]
    known = [{field: str(each.get(field) or "") for field in FIELDS} for each in people]
    return (known + [dict.fromkeys(FIELDS, "")] * SPARE)[:MOST]


def policy_in(form: Mapping[str, str]) -> dict[str, Any]:
    """What the form says, as notifications takes it, without causes that are not ticked and rows without a name."""
    lines = []
    for cause in LINES:
        if form.get(f"ask-{cause}") != "1":
            continue
        lines.append({"cause": cause, "people": [_person(row) for row in _typed_in(form, cause)]})
    told = [{"name": row["name"], "email": row["email"]} for row in _typed_in(form, TOLD)]
    return {"starts_on": form.get("starts_on", ""), "lines": lines, "told_of_recalls": told}


def _typed_in(form: Mapping[str, str], begins: str) -> list[dict[str, str]]:
    """The rows of a part of the form that have a name."""
    rows = [{field: form.get(f"{begins}-{number}-{field}", "").strip() for field in FIELDS} for number in range(MOST)]
    return [row for row in rows if row["name"]]


def _person(row: Mapping[str, str]) -> dict[str, Any]:
    minutes = row["minutes"]
    return {
        "name": row["name"],
        "email": row["email"] or None,
        "phone": row["phone"].replace(" ", "") or None,
        "minutes": int(minutes) if minutes.isascii() and minutes.isdigit() and len(minutes) < 6 else minutes,
    }
