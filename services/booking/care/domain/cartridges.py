"""Which cartridges may be used: sterile, single-use, of the right product, in date, and not recalled.

Every cartridge that was opened is recorded, also the one that fell and was thrown away.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from cartridge_codes.gs1 import ScanRefused, read_scan
from cartridge_codes.gtin import lot_key
from chassis.local_time import spoken_day
from chassis.refusals import Invalid
from services.booking.care.domain.refusals import (
    CartridgeAlreadyUsed,
    CartridgeLikeAnother,
    CartridgeRefused,
    LotIsRecalled,
)
from services.booking.care.domain.words import DiscardCause


@dataclass(frozen=True)
class Cartridge:
    """What a scan of one cartridge said."""

    gtin: str
    lot: str
    expires_on: date
    serial: str | None

    @property
    def lot_key(self) -> str:
        """``GTIN/lot``: the same lot number of two products is two lots."""
        return lot_key(self.gtin, self.lot)


def scanned(raw: str, today: date) -> Cartridge:
    """A cartridge by its label. Raises Invalid, whose ``code`` names what is wrong with the scan."""
    try:
        code = read_scan(raw, today=today)
    except ScanRefused as refused:
        raise Invalid(refused.sentence, **refused.values, code=refused.fault.name) from refused
    return Cartridge(code.gtin, code.lot, code.expires_on, code.serial)


@dataclass(frozen=True)
class Recalled:
    """What of the cartridges of a session had been recalled when they were used."""

    lots: frozenset[str] = frozenset()
    """Keys of lots that were recalled whole."""
    cartridges: frozenset[tuple[str, str]] = frozenset()
    """(GTIN, serial number) of single ones."""


@dataclass(frozen=True)
class Discarded:
    """A cartridge that was opened for a session and thrown away before it touched the patient."""

    cartridge: Cartridge
    cause: DiscardCause


@dataclass(frozen=True)
class Opened:
    """Every cartridge that was opened for a session, each in the order in which it was scanned."""

    used: Sequence[Cartridge]
    """Those that touched the patient, whatever became of them then."""
    discarded: Sequence[Discarded] = ()
    why_another_number: str | None = None
    """Why another number was used than the device takes."""
    why_like_another: str | None = None
    """Why one is not the cartridge that was opened before, whose product and serial number it has but for small and
    capital letters: whoever compared the labels says so."""

    @property
    def all(self) -> tuple[Cartridge, ...]:
        """The used ones first."""
        return (*self.used, *(each.cartridge for each in self.discarded))


def require_usable(
    opened: Opened,
    *,
    gtin: str | None,
    count: int,
    recalled: Recalled,
    today: date,
    substitute: str | None = None,
) -> None:
    """Check the cartridges of one session against its device and the clinic's local day.

    ``substitute`` is the product that inventory holds for the session instead, as the chain's catalogue allows.

    A cartridge may be used through the day of its expiry. What was thrown away unused is recorded whatever it was.
    Raises CartridgeRefused, LotIsRecalled, CartridgeAlreadyUsed (one scanned twice) or CartridgeLikeAnother.
    """
    _require_number(opened, count if gtin else 0)
    for cartridge in opened.used:
        if gtin is None or cartridge.gtin not in (gtin, substitute):
            instead = f", or for this session {substitute}" if substitute else ""
            raise CartridgeRefused(
                f"The cartridge {cartridge.gtin} does not fit this device, which takes {gtin}{instead}: use another."
            )
        if cartridge.expires_on < today:
            raise CartridgeRefused(
                f"The cartridge of lot {cartridge.lot} expired on {spoken_day(cartridge.expires_on)}: use another."
            )
        if cartridge.lot_key in recalled.lots:
            raise LotIsRecalled(f"Lot {cartridge.lot} was recalled: use a cartridge of another lot.")
        if (cartridge.gtin, cartridge.serial) in recalled.cartridges:
            raise LotIsRecalled(
                f"Cartridge {cartridge.serial} of lot {cartridge.lot} was recalled: put it aside, use another."
            )
    serials = [(one.gtin, one.lot, one.serial) for one in opened.all if one.serial is not None]
    if len(set(serials)) != len(serials):
        raise CartridgeAlreadyUsed("The same cartridge was scanned twice: scan each one once.")
    numbers = Counter((gtin, serial.casefold()) for gtin, _, serial in serials)
    for one in opened.all:
        if one.serial is not None and numbers[one.gtin, one.serial.casefold()] > 1:
            require_compared(opened, one, serial=one.serial, lot=one.lot)


def require_compared(opened: Opened, one: Cartridge, *, serial: str, lot: str) -> None:
    """One like it was opened, with this serial number and lot. Raises CartridgeLikeAnother without a reason."""
    if not opened.why_like_another:
        raise CartridgeLikeAnother(
            f"Cartridge {one.serial} of lot {one.lot} is like one that was opened, {serial} of lot {lot}. Compare the "
            "labels: if it is the same cartridge, take a new, sterile one; if there are two, say how you know in "
            "why_like_another."
        )


def _require_number(opened: Opened, wanted: int) -> None:
    """As many as the device takes, or at least one with a reason."""
    used = len(opened.used)
    if used == wanted or (wanted and used and opened.why_another_number):
        return
    raise CartridgeRefused(
        f"This device takes {wanted} cartridge{'' if wanted == 1 else 's'} a session; {used} "
        f"{'was' if used == 1 else 'were'} scanned as used. Scan each one that touched the patient, once; name those "
        "that were thrown away before under discarded_cartridges; if another number was used, give the reason in "
        "why_another_number."
    )
