"""What a scanned label says, and what the books say of it."""

from datetime import date
from uuid import UUID

from chassis.http import View


class LabelView(View):
    """One label, read. Counts are single cartridges at the clinic that was named; 0 where the lot never came there."""

    gtin: str
    """Of the single unit, also where the label is that of a box."""
    product: str | None
    """Its name; null: the catalogue does not have it."""
    level: str | None
    """A word such as ``box``; null: the label is that of a single unit."""
    quantity: int
    """Cartridges that carry this label or are inside."""
    lot: str
    expires_on: date
    expired: bool
    """Its last day of use is over at the clinic."""
    made_on: date | None
    serial: str | None
    typed: bool
    """The printed text was typed: no scanner has read it."""
    recall_id: UUID | None
    """The recall of the lot, or of this cartridge; null: there is none."""
    on_hand: int
    """On the shelf and free."""
    reserved: int
    quarantine: int
    in_transit: int
    place: str | None
    """Where a cartridge with a number is: a word such as on_hand, quarantine, in_transit, used, discarded; null: it has
    none, or never came."""
    place_clinic_id: UUID | None
    """At which clinic; null: it never came."""
