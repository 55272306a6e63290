"""All that happened to a patient, the newest first, from what the four services answer. Pure."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from services.console.pages.patient.reasons import in_words
from services.console.pages.patient.words import (
    GRADES,
    INTAKES,
    MESSAGES,
    REPORTS,
    STAGES,
    STATUS,
)
from services.console.pages.vocabulary import (
    AREAS,
    CHANNELS,
    CONCERNS,
    IMPROVEMENTS,
    KINDS,
    MODALITIES,
    OUTCOMES,
    words_for,
)
from services.console.pages.words import word

VISITS, CARE, MESSAGING, STOCK = "visits", "care", "messages", "cartridges"
GROUPS: Mapping[str, str] = {
    VISITS: word("Visits"),
    CARE: word("Care"),
    MESSAGING: word("Messages"),
    STOCK: word("Cartridges"),
}
Row = Mapping[str, Any]
NOT_ARRIVED = ("failed", "doubtful")
"""Statuses of messages after which somebody calls."""
RULES = "en"
"""The language of the sentences of rules, and of what carriers say."""


@dataclass(frozen=True)
class Words:
    """A text whose language is known."""

    text: str
    language: str


@dataclass(frozen=True)
class Entry:
    """One thing that happened."""

    at: datetime
    group: str
    title: str
    """In English, to be translated."""
    said: Sequence[str] = field(default=())
    """More words, to be translated."""
    details: Sequence[str | Words | Decimal] = field(default=())
    """Names and texts as they are; a number is a depth in millimetres."""
    problems: Sequence[Mapping[str, Any]] = field(default=())
    """Why an appointment cannot take place, as booking says it."""
    text: str | None = None
    """What was written, as long as it is."""
    language: str | None = None
    """In which it was written, where that is known."""
    address: str | None = None
    """Of the page that shows it, within the clinic, such as ``visits/0193…``."""
    needs: str | None = None
    """The scope of that page; None: whoever sees patients sees it."""
    clinic_id: str | None = None
    """Of the clinic whose page that is."""
    ended: bool = False
    """It was voided, withdrawn or cancelled: it does not hold any more."""
    alarm: bool = False
    message_id: str | None = None
    """Of a message about which the patient may have to be called: it did not arrive, or is not true any longer."""
    calls: Sequence[Mapping[str, Any]] = field(default=())
    """Who called instead, when, and what came of it."""


def timeline_of(answers: Mapping[str, Iterable[Row]], group: str | None = None) -> list[Entry]:
    """``answers`` are the items of lists, by the names in ``KNOWN``; ``group`` leaves out all others."""
    entries = (entry for name, rows in answers.items() for row in rows for entry in KNOWN[name](row))
    found = [each for each in entries if group in (None, each.group)]
    return sorted(found, key=lambda each: each.at, reverse=True)


def _moment(written: str) -> datetime:
    return datetime.fromisoformat(written)


def _there(*values: Any) -> list[str]:
    return [str(each) for each in values if each]


def _appointments(row: Row) -> Iterator[Entry]:
    yield Entry(
        _moment(row["starts_at"]),
        VISITS,
        words_for(KINDS, row["kind"]),
        said=[words_for(STATUS, row["status"])],
        details=_there(
            row["practitioner_name"],
            row["room_name"],
            row["clinic_name"],
            row["cancel_reason"],
        ),
        problems=row["problems"],
        address=f"visits/{row['id']}",
        clinic_id=row["clinic_id"],
        ended=row["status"] == "cancelled",
        alarm=bool(row["problems"]) or row["status"] == "missed",
    )


def _consults(row: Row) -> Iterator[Entry]:
    plan = row["plan"] or {}
    said = [words_for(AREAS, plan["area"]), words_for(CONCERNS, plan["concern"])] if plan else [word("Not suitable")]
    yield Entry(
        _moment(row["completed_at"]),
        CARE,
        word("Consult recorded"),
        said=said,
        details=[Decimal(plan["depth_mm"])] if plan else [],
        address=f"visits/{row['appointment_id']}",
        clinic_id=row["clinic_id"],
        ended=bool(row.get("voided_at")),
    )


def _courses(row: Row) -> Iterator[Entry]:
    of = [words_for(AREAS, row["area"]), words_for(CONCERNS, row["concern"])]
    yield Entry(_moment(row["planned_at"]), CARE, word("Course planned"), said=of, details=[f"× {row['sessions']}"])
    if row["stopped_at"]:
        stopped = _moment(row["stopped_at"])
        yield Entry(stopped, CARE, word("Course stopped"), said=of, details=_there(row["stopped_because"]))


def _sessions(row: Row) -> Iterator[Entry]:
    overridden = [word("outside the rules, with a reason")] if row["overridden"] else []
    lots = [f"{each['gtin']} · {each['lot']}" for each in row["cartridges"]]
    yield Entry(
        _moment(row["performed_at"]),
        CARE,
        word("Session recorded"),
        said=[words_for(AREAS, row["area"]), *overridden],
        details=[Decimal(row["depth_mm"]), *_there(row["device_name"], row["practitioner_name"], *lots)],
        address=f"visits/{row['appointment_id']}",
        clinic_id=row["clinic_id"],
        ended=row["voided_at"] is not None,
        alarm=row["overridden"],
    )


def _reviews(row: Row) -> Iterator[Entry]:
    yield Entry(
        _moment(row["reviewed_at"]),
        CARE,
        word("Results reviewed"),
        said=[words_for(IMPROVEMENTS, row["improvement"])],
        details=_there(row["practitioner_name"], row["note"]),
        address=f"visits/{row['appointment_id']}",
        clinic_id=row["clinic_id"],
        ended=row["voided_at"] is not None,
    )


def _screenings(row: Row) -> Iterator[Entry]:
    yield Entry(
        _moment(row["decided_at"]),
        CARE,
        word("Screening decided"),
        said=[words_for(OUTCOMES, row["outcome"]), words_for(STAGES, row["stage"])],
        details=[Words(each["sentence"], RULES) for each in row.get("reasons", ()) if each["decisive"]],
        address=f"decisions/{row['screening_id']}",
        needs="DECISIONS_SEE",
        clinic_id=row["clinic_id"],
        ended=row["superseded_by"] is not None,
        alarm=row["outcome"] in ("declined", "review"),
    )


def _intakes(row: Row) -> Iterator[Entry]:
    at = row["signed_at"] or row["declared_at"] or row["requested_at"]
    yield Entry(_moment(at), CARE, word("Health declaration"), said=[words_for(INTAKES, row["state"])])


def _consents(row: Row) -> Iterator[Entry]:
    yield Entry(
        _moment(row["signed_at"]),
        CARE,
        word("Consent signed"),
        said=[words_for(MODALITIES, row["document"]), *(words_for(AREAS, each) for each in row["areas"])],
        details=_there(row["signatory"], row["version"]),
        ended=row["ended_at"] is not None,
    )


def _reactions(row: Row) -> Iterator[Entry]:
    yield Entry(
        _moment(row["reported_at"]),
        CARE,
        word("Reaction reported"),
        said=[*([words_for(GRADES, row["grade"])] if row["grade"] else []), words_for(REPORTS, row["status"])],
        details=_there(row["reported_by"]),
        address=f"patients/{row['patient_id']}/reactions/{row['id']}",
        clinic_id=row["clinic_id"],
        ended=row["status"] == "withdrawn",
        alarm=row["grade"] == "serious",
    )


def _messages(row: Row) -> Iterator[Entry]:
    at = row["settled_at"] or row["planned_for"]
    if at is None:
        return
    why, other = in_words(row["reason"] or "")
    yield Entry(
        _moment(at),
        MESSAGING,
        word("Message to the patient"),
        said=[words_for(MESSAGES, row["status"]), *why],
        details=[
            *_there(CHANNELS.get(row["channel"], row["channel"])),
            *([Words(other, RULES)] if other else []),
            *([Words(row["subject"], row["language"] or RULES)] if row["subject"] else []),
        ],
        text=row["text"],
        language=row["language"],
        ended=row["status"] in ("cancelled", "skipped"),
        alarm=row["status"] in NOT_ARRIVED and not row["called"],
        message_id=row["id"] if row["status"] in NOT_ARRIVED or (row["status"] == "sent" and row["reason"]) else None,
        calls=row["called"],
    )


def _texts(row: Row) -> Iterator[Entry]:
    yield Entry(_moment(row["received_at"]), MESSAGING, word("The patient wrote"), text=row["text"])


def _uses(row: Row) -> Iterator[Entry]:
    yield Entry(
        _moment(row["used_at"]),
        STOCK,
        word("Cartridge used"),
        said=[word("of a recalled lot")] if row["recall_id"] else [],
        details=_there(row["gtin"], row["lot"], row["serial"], row["incident"]),
        ended=row["withdrawn_at"] is not None,
        alarm=bool(row["recall_id"] or row["incident"]),
    )


def _openings(row: Row) -> Iterator[Entry]:
    yield Entry(
        _moment(row["opened_at"]),
        VISITS,
        word("Opened in an emergency"),
        details=_there(row["opened_by"], row["clinic_name"], row["reason"]),
        alarm=True,
    )


def _stays(row: Row) -> Iterator[Entry]:
    yield Entry(
        _moment(row["opened_at"]),
        VISITS,
        word("Visits another clinic"),
        details=_there(row["clinic_name"], row["reason"]),
        ended=row["ended_by"] is not None,
    )


def _merges(row: Row) -> Iterator[Entry]:
    yield Entry(
        _moment(row["merged_at"]),
        VISITS,
        word("Two records were made one"),
        details=_there(row["patient_name"], row["merged_by"], row["reason"]),
        ended=row["undone_at"] is not None,
        address=f"patients/{row['into']}/merges/{row['id']}",
        needs="RECORDS_MERGE",
        clinic_id=row["clinic_id"],
    )
    if row["undone_at"]:
        yield Entry(
            _moment(row["undone_at"]),
            VISITS,
            word("They are two people: each has their own record again"),
            details=_there(row["patient_name"], row["undone_by"], row["undone_because"]),
            alarm=True,
        )


KNOWN: Mapping[str, Callable[[Row], Iterator[Entry]]] = {
    "appointments": _appointments,
    "consults": _consults,
    "courses": _courses,
    "sessions": _sessions,
    "reviews": _reviews,
    "screenings": _screenings,
    "intakes": _intakes,
    "consents": _consents,
    "reactions": _reactions,
    "messages": _messages,
    "texts": _texts,
    "uses": _uses,
    "openings": _openings,
    "stays": _stays,
    "merges": _merges,
}
