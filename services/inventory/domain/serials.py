"""The life of one cartridge with a serial number."""

from enum import StrEnum


class SerialStatus(StrEnum):
    """What is known of a cartridge now."""

    ON_SHELF = "on_shelf"
    """Received, and nobody opened it."""
    RECALLED = "recalled"
    """Received and not opened; its lot is recalled."""
    USED = "used"
    DISCARDED = "discarded"
    """Opened at the chair and thrown away before it touched the patient."""
    SEEN = "seen"
    """A session named it and took that back; it was never received."""


class Step(StrEnum):
    """What happened to it."""

    RECEIVED = "received"
    MOVED = "moved"
    """Opened at another clinic than received it."""
    USED = "used"
    USE_WITHDRAWN = "use_withdrawn"
    DISCARDED = "discarded"
    DISCARD_WITHDRAWN = "discard_withdrawn"
    RECALLED = "recalled"
    """Its lot was."""


def note_of_move(serial: str) -> str:
    """What the ledger says when a cartridge is opened at another clinic than received it."""
    return f"Cartridge {serial} was opened at another clinic than received it."


def status_of(*, used: bool, discarded: bool, recalled: bool, received: bool) -> SerialStatus:
    """What is known of it now."""
    if used:
        return SerialStatus.USED
    if discarded:
        return SerialStatus.DISCARDED
    if not received:
        return SerialStatus.SEEN
    return SerialStatus.RECALLED if recalled else SerialStatus.ON_SHELF
