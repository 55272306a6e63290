"""Which cartridges may be used: sterile, single-use, of the right product, in date, and not recalled."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from cartridge_codes.gtin import lot_key
from chassis.local_time import spoken_day
from services.booking.care.domain.refusals import CartridgeAlreadyUsed, CartridgeRefused, LotIsRecalled


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


def require_usable(
    cartridges: Sequence[Cartridge], *, gtin: str | None, count: int, recalled: Collection[str], today: date
) -> None:
    """Check the cartridges of one session against its device and the clinic's local day.

    A cartridge may be used through the day of its expiry. ``recalled`` holds lot keys. Raises CartridgeRefused,
    LotIsRecalled or CartridgeAlreadyUsed (the same one scanned twice).
    """
    wanted = count if gtin else 0
    if len(cartridges) != wanted:
        raise CartridgeRefused(
            f"This device takes {wanted} cartridge{'' if wanted == 1 else 's'} a session; {len(cartridges)} "
            f"{'was' if len(cartridges) == 1 else 'were'} scanned. Scan each one that was used, once."
        )
    for cartridge in cartridges:
        if cartridge.gtin != gtin:
            raise CartridgeRefused(
                f"The cartridge {cartridge.gtin} does not fit this device, which takes {gtin}: use another."
            )
        if cartridge.expires_on < today:
            raise CartridgeRefused(
                f"The cartridge of lot {cartridge.lot} expired on {spoken_day(cartridge.expires_on)}: use another."
            )
        if cartridge.lot_key in recalled:
            raise LotIsRecalled(f"Lot {cartridge.lot} was recalled: use a cartridge of another lot.")
    serials = [(one.gtin, one.lot, one.serial) for one in cartridges if one.serial is not None]
    if len(set(serials)) != len(serials):
        raise CartridgeAlreadyUsed("The same cartridge was scanned twice: scan each one once.")
