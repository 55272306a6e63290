"""The life of one cartridge with a serial number."""

from enum import StrEnum

from services.inventory.domain.places import EntryKind, Place


class SerialStatus(StrEnum):
    """What is known of a cartridge now."""

    ON_SHELF = "on_shelf"
    """Received, and nobody opened it; its place says where it is: in quarantine, sent back, lost, on its way."""
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
    """To another place or clinic: by hand, by a transfer, or because it was opened at another clinic."""
    USED = "used"
    USE_WITHDRAWN = "use_withdrawn"
    DISCARDED = "discarded"
    DISCARD_WITHDRAWN = "discard_withdrawn"
    RECALLED = "recalled"
    """By its number, or with its whole lot."""


MOVED = "Cartridge {serial} was opened at another clinic than received it."


def note_of_move(serial: str) -> str:
    """What the ledger says when a cartridge is opened at another clinic than received it."""
    return MOVED.format(serial=serial)


def status_of(*, used: bool, discarded: bool, recalled: bool, received: bool, place: Place) -> SerialStatus:
    """What is known of it now; ``place`` is where a person moved it by its number, else on hand."""
    if used:
        return SerialStatus.USED
    if discarded or place is Place.DISCARDED:
        return SerialStatus.DISCARDED
    if not received:
        return SerialStatus.SEEN
    return SerialStatus.RECALLED if recalled else SerialStatus.ON_SHELF


PUT_AWAY = frozenset({Place.RETURNED, Place.DISCARDED, Place.LOST})
"""Whence nobody takes a cartridge to open it."""
BY_HAND = {
    EntryKind.DISCARD: "thrown_away",
    EntryKind.HOLD: "held",
    EntryKind.RELEASE: "released",
    EntryKind.RETURN: "returned",
    EntryKind.LOSE: "lost",
    EntryKind.FIND: "found",
    EntryKind.RESTORE: "taken_back",
    EntryKind.WITHDRAW: "taken_back",
    EntryKind.RELABEL: "lot_corrected",
}
"""How a person moved a cartridge by its number."""


def place_now(kept: Place, lot_went: Place | None) -> Place:
    """Where the books have a numbered cartridge that nobody opened.

    ``kept`` is where it was moved by its number, else on hand; ``lot_went`` is where everything of its lot that was on
    the shelf went without being named: into quarantine by a recall, or thrown away as expired. None: nothing did.
    """
    return lot_went if kept is Place.ON_HAND and lot_went is not None else kept


def kept_as(place: Place, lot_went: Place | None) -> tuple[Place, ...]:
    """The places of `place_now` that come to ``place``."""
    return tuple(each for each in Place if place_now(each, lot_went) is place)
