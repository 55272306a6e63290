"""What is published and signed, of three services, as pages say it. Pure; words in English."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from services.console.pages.words import word

SERVICES: Mapping[str, str] = {
    "screening": word("Screening"),
    "booking": word("Diary"),
    "notifications": word("Messages"),
}
"""Those that have something to sign."""
KINDS: Mapping[str, str] = {
    "rule-sets": word("Rules of screening"),
    "translations": word("Words of the rules in other languages"),
    "reaction-rules": word("Rules about reactions"),
    "consent-documents": word("Consent documents"),
    "protocols": word("Protocols of courses"),
    "templates": word("Texts of messages"),
    "reply-words": word("Words that patients write back"),
}
STATUSES: Mapping[str, str] = {
    "draft": word("Draft"),
    "checked": word("Checked, waits for a signature"),
    "signed": word("Signed"),
    "withdrawn": word("Withdrawn"),
}
CHANGES: Mapping[str, str] = {"added": word("Added"), "removed": word("Removed"), "changed": word("Changed")}
COMPARED: Mapping[str, str] = {
    "milder": word("milder"),
    "stricter": word("stricter"),
    "same": word("the same"),
    "asks_first": word("would ask first"),
}
WHATSAPP: Mapping[str, str] = {
    "approved": word("approved"),
    "pending": word("waits for approval"),
    "rejected": word("rejected"),
    "paused": word("paused"),
    "disabled": word("disabled"),
    "refused": word("a message of it was refused"),
}
"""What WhatsApp has said about a text."""
RULES = "rule-sets"
TEMPLATES = "templates"
FILLED = ("version", "title", "extends", "in_force_from")


@dataclass(frozen=True)
class Difference:
    """One path that a version changes."""

    path: str
    change: str
    before: str | None
    after: str | None


def differences_of(comparison: Mapping[str, Any]) -> list[Difference]:
    """Each as it is read: a text as it stands, anything else as JSON."""
    return [
        Difference(each["path"], each["change"], _said(each["before"]), _said(each["after"]))
        for each in comparison["differences"]
    ]


def _said(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False, indent=2)


def written_in(form: Mapping[str, str]) -> dict[str, Any]:
    """A draft as the form has it: changes to an earlier version. Raises ValueError when they are no JSON object."""
    said: dict[str, Any] = {name: form[name].strip() for name in FILLED if form.get(name, "").strip()}
    changes = json.loads(form.get("changes", "") or "{}")
    if not isinstance(changes, dict):
        raise ValueError("{ is missing at the beginning")
    sources = json.loads(form.get("bibliography", "") or "{}")
    return {**said, "changes": changes, **({"bibliography": sources} if sources else {})}


def as_json(value: Any) -> str:
    """As it is edited."""
    return json.dumps(value or {}, ensure_ascii=False, indent=2)


def waiting_first(versions: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Drafts and what waits for a signature before what is signed, otherwise in their order."""
    return sorted(versions, key=lambda each: each["status"] not in ("draft", "checked"))
