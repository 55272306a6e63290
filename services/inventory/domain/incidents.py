"""Why a used cartridge is an incident: sentences for the person who investigates it, without patient data."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID


def serial_used_before(serial: str, session: UUID) -> str:
    """One cartridge, one session."""
    return f"Cartridge {serial} was already used in session {session}: a cartridge serves one patient, once."


def serial_discarded_before(serial: str, session: UUID) -> str:
    """What was thrown away at the chair is opened, and sterile no longer."""
    return f"Cartridge {serial} was opened for session {session} and thrown away: it must serve nobody after that."


def serial_never_received(serial: str, lot: str) -> str:
    """A misread or forged label. Reported only for lots whose every cartridge was received by serial number."""
    return f"Cartridge {serial} was not received as part of lot {lot}: compare the label with the session's record."


def serial_of_another_lot(serial: str, lot: str) -> str:
    """A misread label, or a forged one."""
    return f"Cartridge {serial} was received as part of lot {lot}: compare the label with the session's record."


def serial_of_another_clinic(serial: str) -> str:
    """It moved without a transfer."""
    return f"Cartridge {serial} was received at another clinic: count that clinic's stock and correct it."


def serial_put_away(serial: str, where: str) -> str:
    """Somebody moved it by its number, so it cannot have been taken from the shelf; ``where``: a part of a sentence."""
    return (
        f"By the books cartridge {serial} is {where}, and a session opened it: look for it, then correct the session's"
        " record, or take back what was entered."
    )


def lot_recalled(lot: str, recalled_at: datetime) -> str:
    """The most serious: the patient has to be informed."""
    return f"Lot {lot} was recalled on {recalled_at:%Y-%m-%d}, before it was used: inform the medical director today."


def cartridge_recalled(serial: str, lot: str, recalled_at: datetime) -> str:
    """The same, where only some of the lot were recalled."""
    return (
        f"Cartridge {serial} of lot {lot} was recalled on {recalled_at:%Y-%m-%d}, before it was used: inform the"
        " medical director today."
    )


def lot_expired(lot: str, expires_on: date) -> str:
    """It was on the shelf and should not have been taken."""
    return f"Lot {lot} was used after its last day, {expires_on}: discard what is left and inform the medical director."


def label_differs(lot: str, label: date | None, books: date | None) -> str | None:
    """A misread, forged or misprinted label, or a receipt whose expiry was mistyped. None where either is not known."""
    if label is None or books is None or label == books:
        return None
    return (
        f"The label of a used cartridge of lot {lot} says that it expires on {label}, but {books} is in the books:"
        " compare the session's record with the box, and use nothing more of the lot until it is clear which is right."
    )


def lot_unknown(lot: str) -> str:
    """It came into the chain without a receipt, or its label was misread."""
    return f"Lot {lot} was never received at any clinic: compare the label, and scan the delivery if it was forgotten."


def lot_of_another_clinic(lot: str) -> str:
    """It moved without a transfer."""
    return f"Lot {lot} was never received at this clinic, only at another: count both clinics' stock."


def none_left(lot: str) -> str:
    """A receipt was forgotten, or a use recorded twice."""
    return f"The ledger shows none of lot {lot} left: count the shelf, and look for a delivery that was not scanned."


def together(*reasons: str | None) -> str | None:
    """One incident for all that is wrong with one cartridge; None when nothing is."""
    return " ".join(each for each in reasons if each) or None


def said_again(reason: str, over: Iterable[str | None], now: Iterable[str | None]) -> str | None:
    """What is wrong when some of what an incident said is over, and something else holds; None: nothing is."""
    for sentence in over:
        reason = reason.replace(sentence, "") if sentence else reason
    return together(" ".join(reason.split()), *(each for each in now if each and each not in reason))
