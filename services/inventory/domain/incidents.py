"""Why a used cartridge is an incident: sentences for the person who investigates it, without patient data.

An incident keeps its sentences in English; `sentences_in` finds them again, to be said in the language of a reader.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from chassis.refusals import Phrase
from services.inventory.domain.places import WHERE
from services.inventory.domain.serials import MOVED

_USED_BEFORE = "Cartridge {serial} was already used in session {session}: a cartridge serves one patient, once."
_DISCARDED_BEFORE = (
    "Cartridge {serial} was opened for session {session} and thrown away: it must serve nobody after that."
)
_NEVER_RECEIVED = (
    "Cartridge {serial} was not received as part of lot {lot}: compare the label with the session's record."
)
_OF_ANOTHER_LOT = "Cartridge {serial} was received as part of lot {lot}: compare the label with the session's record."
_OF_ANOTHER_CLINIC = "Cartridge {serial} was received at another clinic: count that clinic's stock and correct it."
_PUT_AWAY = (
    "By the books cartridge {serial} is {where}, and a session opened it: look for it, then correct the session's"
    " record, or take back what was entered."
)
_LOT_RECALLED = "Lot {lot} was recalled on {recalled_on}, before it was used: inform the medical director today."
_CARTRIDGE_RECALLED = (
    "Cartridge {serial} of lot {lot} was recalled on {recalled_on}, before it was used: inform the medical director"
    " today."
)
_EXPIRED = "Lot {lot} was used after its last day, {expires_on}: discard what is left and inform the medical director."
_LABEL_DIFFERS = (
    "The label of a used cartridge of lot {lot} says that it expires on {label_on}, but {books_on} is in the books:"
    " compare the session's record with the box, and use nothing more of the lot until it is clear which is right."
)
_LOT_UNKNOWN = (
    "Lot {lot} was never received at any clinic: compare the label, and scan the delivery if it was forgotten."
)
_LOT_ELSEWHERE = "Lot {lot} was never received at this clinic, only at another: count both clinics' stock."
_NONE_LEFT = "The ledger shows none of lot {lot} left: count the shelf, and look for a delivery that was not scanned."
CODES = {
    _USED_BEFORE: "used_before",
    _DISCARDED_BEFORE: "discarded_before",
    _NEVER_RECEIVED: "never_received",
    _OF_ANOTHER_LOT: "of_another_lot",
    _OF_ANOTHER_CLINIC: "of_another_clinic",
    _PUT_AWAY: "put_away",
    _LOT_RECALLED: "lot_recalled",
    _CARTRIDGE_RECALLED: "cartridge_recalled",
    _EXPIRED: "expired",
    _LABEL_DIFFERS: "label_differs",
    _LOT_UNKNOWN: "lot_unknown",
    _LOT_ELSEWHERE: "lot_elsewhere",
    _NONE_LEFT: "none_left",
}
"""All of them, each with its name for programs."""
_WHERE = "|".join(map(re.escape, WHERE.values()))
_PLACES = {words: place for place, words in WHERE.items()}


def serial_used_before(serial: str, session: UUID) -> str:
    """One cartridge, one session."""
    return _USED_BEFORE.format(serial=serial, session=session)


def serial_discarded_before(serial: str, session: UUID) -> str:
    """What was thrown away at the chair is opened, and sterile no longer."""
    return _DISCARDED_BEFORE.format(serial=serial, session=session)


def serial_never_received(serial: str, lot: str) -> str:
    """A misread or forged label. Reported only for lots whose every cartridge was received by serial number."""
    return _NEVER_RECEIVED.format(serial=serial, lot=lot)


def serial_of_another_lot(serial: str, lot: str) -> str:
    """A misread label, or a forged one."""
    return _OF_ANOTHER_LOT.format(serial=serial, lot=lot)


def serial_of_another_clinic(serial: str) -> str:
    """It moved without a transfer."""
    return _OF_ANOTHER_CLINIC.format(serial=serial)


def serial_put_away(serial: str, where: str) -> str:
    """Somebody moved it by its number, so it cannot have been taken from the shelf; ``where``: one of `WHERE`."""
    return _PUT_AWAY.format(serial=serial, where=where)


def lot_recalled(lot: str, recalled_at: datetime) -> str:
    """The most serious: the patient has to be informed."""
    return _LOT_RECALLED.format(lot=lot, recalled_on=recalled_at.date())


def cartridge_recalled(serial: str, lot: str, recalled_at: datetime) -> str:
    """The same, where only some of the lot were recalled."""
    return _CARTRIDGE_RECALLED.format(serial=serial, lot=lot, recalled_on=recalled_at.date())


def lot_expired(lot: str, expires_on: date) -> str:
    """It was on the shelf and should not have been taken."""
    return _EXPIRED.format(lot=lot, expires_on=expires_on)


def label_differs(lot: str, label: date | None, books: date | None) -> str | None:
    """A misread, forged or misprinted label, or a receipt whose expiry was mistyped. None where either is not known."""
    if label is None or books is None or label == books:
        return None
    return _LABEL_DIFFERS.format(lot=lot, label_on=label, books_on=books)


def lot_unknown(lot: str) -> str:
    """It came into the chain without a receipt, or its label was misread."""
    return _LOT_UNKNOWN.format(lot=lot)


def lot_of_another_clinic(lot: str) -> str:
    """It moved without a transfer."""
    return _LOT_ELSEWHERE.format(lot=lot)


def none_left(lot: str) -> str:
    """A receipt was forgotten, or a use recorded twice."""
    return _NONE_LEFT.format(lot=lot)


def together(*reasons: str | None) -> str | None:
    """One incident for all that is wrong with one cartridge; None when nothing is."""
    return " ".join(each for each in reasons if each) or None


def said_again(reason: str, over: Iterable[str | None], now: Iterable[str | None]) -> str | None:
    """What is wrong when some of what an incident said is over, and something else holds; None: nothing is."""
    for sentence in over:
        reason = reason.replace(sentence, "") if sentence else reason
    return together(" ".join(reason.split()), *(each for each in now if each and each not in reason))


def sentences_in(reason: str) -> list[Phrase] | None:
    """The sentences of a stored reason or note with their values; None where it has another one.

    An earlier version wrote that, or a person.
    """
    found: list[Phrase] = []
    while reason:
        read = next((begun for each in (*CODES, MOVED) if (begun := _begin(each, reason)) is not None), None)
        if read is None:
            return None
        phrase, reason = read
        found.append(phrase)
    return found


def misuses_in(reason: str) -> list[dict[str, Any]]:
    """The same for programs: the code of each sentence, and its values by name."""
    return [{"code": each.code, **_plain(each.values)} for each in sentences_in(reason) or () if each.code is not None]


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    plain = {name: value for name, value in values.items() if name not in ("session", "where")}
    if "session" in values:
        plain["session_id"] = UUID(values["session"])
    if "where" in values:
        plain["place"] = _PLACES[values["where"].sentence].value
    return plain


def _begin(sentence: str, reason: str) -> tuple[Phrase, str] | None:
    """The sentence at the beginning of a reason, and what follows it."""
    read = re.match(_pattern(sentence), reason)
    if read is None:
        return None
    values = {name: _value(name, text) for name, text in read.groupdict().items()}
    return Phrase(sentence, values, CODES.get(sentence)), reason[read.end() :]


def _pattern(sentence: str) -> str:
    """Neither a lot nor a serial number has a space in it."""
    places = re.sub(r"\\{(\w+)\\}", lambda place: f"(?P<{place[1]}>{_form(place[1])})", re.escape(sentence))
    return f"{places}(?: |$)"


def _form(name: str) -> str:
    return _WHERE if name == "where" else r"\S+"


def _value(name: str, text: str) -> str | date | Phrase:
    if name.endswith("_on"):
        return date.fromisoformat(text)
    return Phrase(text) if name == "where" else text
