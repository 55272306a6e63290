"""How the keys of reference data are said, and in which order. Words in English."""

from collections.abc import Mapping

from services.console.pages.words import word

KEYS: Mapping[str, str] = {
    "areas": word("Areas, one on each line"),
    "concerns": word("Concerns, one on each line"),
    "condition": word("Condition"),
    "count": word("Number"),
    "days": word("Days"),
    "first": word("From week"),
    "labels": word("Labels of devices, one on each line"),
    "last": word("To week"),
    "max_mm": word("At most, mm"),
    "minutes": word("Minutes"),
    "modalities": word("Modalities, one on each line"),
    "modality": word("Modality"),
    "months": word("Months"),
    "name": word("Name"),
    "outcome": word("Outcome"),
    "overridable": word("A clinician may set it aside"),
    "paragraphs": word("Paragraphs, one on each line"),
    "place": word("Place in the order"),
    "precaution": word("A precaution"),
    "precedence": word("Precedence"),
    "required": word("Required"),
    "says": word("What it says"),
    "scope": word("Scope"),
    "sentence": word("What it says"),
    "sessions": word("Sessions"),
    "sources": word("Sources, one key on each line"),
    "spacing": word("Between sessions"),
    "span": word("Span"),
    "stage": word("Stage"),
    "text": word("Text"),
    "title": word("Title"),
    "value": word("Value"),
    "wait": word("Wait"),
    "weeks": word("Weeks"),
    "why": word("Why"),
    "years": word("Years"),
}
"""How the keys of documents are said; others stand as they are written."""
UNITS = ("days", "minutes", "months", "weeks", "years")
"""What a ``value`` is counted in, where the name of its part ends so: ``clearance_days``."""
COLLECTIONS: Mapping[str, str] = {
    "policies": word("Policies"),
    "protocols": word("Protocols"),
    "rules": word("Rules"),
    "depth_limits": word("Limits of depth"),
    "questions": word("Questions"),
    "conditions": word("Conditions"),
    "labels": word("Labels of devices"),
    "signs": word("Signs of a reaction"),
    "documents": word("Documents"),
}
"""What parts are kept under, in the order in which a page lists them; others come below."""
FIRST = ("title", "name", "sentence", "says", "text", "value", *UNITS, "count", "first")
LAST = ("sources",)
"""The order of fields: databases forget that of a document."""
