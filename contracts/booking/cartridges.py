"""booking.cartridges: cartridges as they are opened, used or thrown away. Keyed by lot."""

from datetime import date
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
    expires_on: date | None = None
    """The last day of use that its label says, GS1 (17). None: published before this was said."""


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


class CartridgeDiscardWithdrawn(Event, topic="booking.cartridges", key="lot_key"):
    """A cartridge was not thrown away at a session that said so: the session was amended or is void."""

    lot_key: str
    """``GTIN/lot``, as in the CartridgeDiscarded that it withdraws."""
    gtin: str
    """GTIN-14."""
    lot: str
    """The manufacturer's lot, GS1 (10)."""
    serial: str | None
    """GS1 (21), or None for cartridges that carry only a lot: then one of them was not thrown away."""
    clinic_id: UUID
    """Where."""
    session_id: UUID
    """For which session it was said to have been opened."""
    appointment_id: UUID
    """At which appointment."""
    cause: Word
    """Why it was said to have been thrown away."""
    discarded_at: UtcTime
    """UTC. When it was said to have been thrown away."""
    because: Word
    """What became of the session's record: ``amended`` or ``voided``."""
    withdrawn_at: UtcTime
    """UTC."""


class CartridgeUseWithdrawn(Event, topic="booking.cartridges", key="lot_key"):
    """A cartridge was not used in a session that said so: the session was amended or is void."""

    lot_key: str
    """``GTIN/lot``, as in the CartridgeUsed that it withdraws."""
    gtin: str
    """GTIN-14."""
    lot: str
    """The manufacturer's lot, GS1 (10)."""
    serial: str | None
    """GS1 (21), or None for cartridges that carry only a lot: then one of them was not used."""
    clinic_id: UUID
    """Where it was said to have been used."""
    patient_id: UUID
    """On whom."""
    session_id: UUID
    """In which session."""
    appointment_id: UUID
    """At which appointment."""
    used_at: UtcTime
    """UTC. When it was said to have been used."""
    because: Word
    """What became of the session's record: ``amended`` or ``voided``."""
    withdrawn_at: UtcTime
    """UTC."""
    expires_on: date | None = None
    """The last day of use that its label was said to say. None: published before this was said."""
