"""The life of one cartridge with a serial number."""

from enum import StrEnum

from services.inventory.domain.places import Place


class SerialStatus(StrEnum):
    """What is known of a cartridge now."""

    ON_SHELF = "on_shelf"
    """Received, and nobody opened it; its place says whether it is on its way to another clinic, or lost."""
    RECALLED = "recalled"
    """Received and not opened; it or its whole lot is recalled."""
    USED = "used"
    DISCARDED = "discarded"
    """Thrown away: opened at the chair before it touched the patient, or by a person."""
    SEEN = "seen"
    """A session named it and took that back; it was never received."""


class Step(StrEnum):
    """What happened to it."""

    RECEIVED = "received"
    MOVED = "moved"
    """To or from another clinic: by a transfer, or because it was opened at another clinic than received it."""
    USED = "used"
    USE_WITHDRAWN = "use_withdrawn"
    DISCARDED = "discarded"
    DISCARD_WITHDRAWN = "discard_withdrawn"
    RECALLED = "recalled"
    """By its number, or with its whole lot."""


def note_of_move(serial: str) -> str:
    """What the ledger says when a cartridge is opened at another clinic than received it."""
    return f"Cartridge {serial} was opened at another clinic than received it."


def status_of(*, used: bool, discarded: bool, recalled: bool, received: bool, place: Place) -> SerialStatus:
    """What is known of it now; ``place`` is where a person moved it by its number, else on hand."""
    if used:
        return SerialStatus.USED
    if discarded or place is Place.DISCARDED:
        return SerialStatus.DISCARDED
    if not received:
        return SerialStatus.SEEN
    return SerialStatus.RECALLED if recalled else SerialStatus.ON_SHELF
