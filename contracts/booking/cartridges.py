"""booking.cartridges: cartridges as they are opened, used or thrown away. Keyed by lot."""

from uuid import UUID

from contracts.event import Event, UtcTime, Word


class CartridgeUsed(Event, topic="booking.cartridges", key="lot_key"):
    """A sterile single-use cartridge was used on one patient in one session."""

    lot_key: str
    """``GTIN/lot``: the same lot number of two products is two lots."""
    gtin: str
    """GTIN-14."""
    lot: str
    """The manufacturer's lot, GS1 (10)."""
    serial: str | None
    """GS1 (21), or None for cartridges that carry only a lot."""
    clinic_id: UUID
    """Where."""
    patient_id: UUID
    """On whom."""
    session_id: UUID
    """In which session."""
    appointment_id: UUID
    """At which appointment: its reservation is consumed."""
    used_at: UtcTime
    """UTC."""


class CartridgeDiscarded(Event, topic="booking.cartridges", key="lot_key"):
    """A cartridge was opened for a session and thrown away before it touched anybody, so it names no patient."""

    lot_key: str
    """``GTIN/lot``: the same lot number of two products is two lots."""
    gtin: str
    """GTIN-14."""
    lot: str
    """The manufacturer's lot, GS1 (10)."""
    serial: str | None
    """GS1 (21), or None for cartridges that carry only a lot."""
    clinic_id: UUID
    """Where."""
    session_id: UUID
    """For which session it was opened."""
    appointment_id: UUID
    """At which appointment. Its reservation is consumed by what is used, not by this."""
    cause: Word
    """``dropped``, ``contaminated``, ``faulty`` or ``not_needed``."""
    discarded_at: UtcTime
    """UTC."""
