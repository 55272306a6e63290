"""inventory.stock: what the stock manager, booking and the patients' clinics must know. Keyed by clinic."""

from datetime import date
from uuid import UUID

from contracts.event import Event, Fact, Number, UtcTime, Word


class StockLow(Event, topic="inventory.stock", key="clinic_id"):
    """Free stock fell to the reorder point, or on to where it is urgent; each once until it is above the point."""

    clinic_id: UUID
    """The clinic."""
    gtin: str
    """The product."""
    product: str
    """The product's name."""
    available: Number
    """Cartridges on hand and not reserved."""
    reorder_point: Number
    """At or below this the stock manager is informed."""
    reorder_quantity: Number
    """How many the clinic wants to order."""
    noticed_at: UtcTime
    """UTC."""
    urgent: bool = False
    """It fell to where the clinic said that it is urgent. False also from before this was said."""


class Misuse(Fact):
    """One thing that is wrong with a cartridge that was used, for readers who say it in a language of their own."""

    code: Word
    """``used_before`` and ``discarded_before`` (in session ``session_id``), ``never_received``, ``of_another_lot``,
    ``of_another_clinic``, ``put_away`` (the books have it at ``place``), ``lot_recalled`` and ``cartridge_recalled``
    (on ``recalled_on``), ``expired`` (its last day was ``expires_on``), ``label_differs`` (``label_on`` on the label,
    ``books_on`` in the books), ``lot_unknown``, ``lot_elsewhere``, ``none_left``."""
    serial: str | None = None
    """The cartridge; None: it is about its lot."""
    lot: str | None = None
    """The lot; None: it is about the cartridge alone."""
    session_id: UUID | None = None
    """The session that had opened the cartridge before."""
    place: Word | None = None
    """Where the books have it, such as ``quarantine`` or ``in_transit``."""
    recalled_on: date | None = None
    """The day of the recall."""
    expires_on: date | None = None
    """The lot's last day of use, the clinic's local day."""
    label_on: date | None = None
    """The last day of use that the label says."""
    books_on: date | None = None
    """The last day of use that the books have."""


class CartridgeMisused(Event, topic="inventory.stock", key="clinic_id"):
    """A cartridge was used that the ledger cannot account for: an incident to look into."""

    clinic_id: UUID
    """The clinic."""
    gtin: str
    """The product."""
    lot: str
    """The lot."""
    session_id: UUID
    """The session that used it."""
    reason: str
    """What is wrong, in English sentences; no patient data. ``misuses`` says it for readers of other languages."""
    noticed_at: UtcTime
    """UTC."""
    misuses: tuple[Misuse, ...] = ()
    """What is wrong, one by one, in the order of the sentences. Empty from before this was said."""


class CartridgeMisuseClosed(Event, topic="inventory.stock", key="clinic_id"):
    """Nobody has to look into a CartridgeMisused any longer: what made it one was corrected."""

    clinic_id: UUID
    """The clinic."""
    gtin: str
    """The product."""
    lot: str
    """The lot."""
    session_id: UUID
    """The session that was said to have used it."""
    because: Word
    """``withdrawn``: it was not used in that session. ``accounted``: it was, and the ledger has it now.
    ``lot_corrected``: a date of its lot had been stated wrongly."""
    closed_at: UtcTime
    """UTC."""


class LotRecalled(Event, topic="inventory.stock", key="clinic_id"):
    """A lot must not be used any more. One event for each clinic of the chain."""

    recall_id: UUID
    """The recall; the same for every clinic."""
    clinic_id: UUID
    """The clinic that must stop using the lot."""
    gtin: str
    """The product."""
    lot: str
    """The lot."""
    reason: str
    """Why, as the manufacturer or regulator says."""
    quarantined: Number
    """Cartridges on hand at this clinic that are now discarded from use."""
    released_reservations: Number
    """Reservations at this clinic that lost this lot."""
    recalled_at: UtcTime
    """UTC."""
    notice_id: UUID | None = None
    """The notice that names it with others: RecallNoticeEntered says all of it at once. None: it was recalled alone."""
    serials: tuple[str, ...] = ()
    """The serial numbers of unopened cartridges that this clinic has of the lot, where they came by number: such a
    cartridge is recalled whatever lot is said of it. Empty before they were said."""


class CartridgesRecalled(Event, topic="inventory.stock", key="clinic_id"):
    """Some cartridges of a lot must not be used any more, by serial number; the others may. One for each clinic."""

    recall_id: UUID
    """The recall; the same for every clinic."""
    clinic_id: UUID
    """The clinic that must stop using them."""
    gtin: str
    """The product."""
    lot: str
    """The lot."""
    serials: tuple[str, ...]
    """The serial numbers, wherever in the chain each of them is."""
    reason: str
    """Why, as the manufacturer or regulator says."""
    quarantined: Number
    """Cartridges on hand at this clinic that are now in quarantine."""
    released_reservations: Number
    """Reservations at this clinic that lost this lot."""
    recalled_at: UtcTime
    """UTC."""
    notice_id: UUID | None = None
    """As of LotRecalled."""


class CartridgesRecallWithdrawn(Event, topic="inventory.stock", key="clinic_id"):
    """A recall of some cartridges was a mistake: they may be used again. One event for each clinic of the chain."""

    recall_id: UUID
    """The recall of CartridgesRecalled. Another recall of the same cartridges stands."""
    clinic_id: UUID
    """The clinic that may use them again."""
    gtin: str
    """The product."""
    lot: str
    """The lot."""
    reason: str
    """What was wrong with the recall."""
    restored: Number
    """Cartridges that the recall had put aside at this clinic, and that are out of quarantine now."""
    withdrawn_at: UtcTime
    """UTC."""
    notice_id: UUID | None = None
    """The notice, when all of it was withdrawn at once. None: this recall was withdrawn by itself."""
    serials: tuple[str, ...] = ()
    """The serial numbers of CartridgesRecalled. Empty from before they were said again."""


class NoticedLot(Fact):
    """A lot of a recall notice, and what its recall did at the clinic of the event."""

    lot: str
    """The lot."""
    serials: tuple[str, ...] = ()
    """The only cartridges of it that are recalled; empty: all of them."""
    quarantined: Number
    """Cartridges on hand that are now in quarantine."""
    released_reservations: Number
    """Reservations that lost the lot."""


class RecallNoticeEntered(Event, topic="inventory.stock", key="clinic_id"):
    """Lots of a product must not be used any more: all that one notice recalls. One event for each clinic."""

    notice_id: UUID
    """The notice; the same for every clinic."""
    clinic_id: UUID
    """The clinic that must stop using the lots."""
    gtin: str
    """The product."""
    reason: str
    """Why, as the manufacturer or regulator says."""
    lots: tuple[NoticedLot, ...]
    """By lot; one that had been recalled before is not among them."""
    entered_at: UtcTime
    """UTC."""


class RecallWithdrawn(Event, topic="inventory.stock", key="clinic_id"):
    """A recall was a mistake: the lot may be used again. One event for each clinic of the chain."""

    recall_id: UUID
    """The recall; the same for every clinic."""
    clinic_id: UUID
    """The clinic that may use the lot again."""
    gtin: str
    """The product."""
    lot: str
    """The lot."""
    reason: str
    """What was wrong with the recall."""
    restored: Number
    """Cartridges that the recall had put aside at this clinic, and that are out of quarantine now."""
    recalled_at: UtcTime
    """UTC. When the lot had been recalled."""
    withdrawn_at: UtcTime
    """UTC. A LotRecalled of this lot that is dated earlier counts no longer."""
    notice_id: UUID | None = None
    """The notice, when all of it was withdrawn at once. None: this recall was withdrawn by itself."""


class LotCorrected(Event, topic="inventory.stock", key="clinic_id"):
    """What was said of a lot's dates was wrong. One event for each clinic to which any of it came, or that used any."""

    correction_id: UUID
    """The correction; the same for every clinic."""
    clinic_id: UUID
    """The clinic."""
    gtin: str
    """The product."""
    lot: str
    """The lot."""
    was_expires_on: date
    """Its last day of use as it was stated, the clinic's local day."""
    expires_on: date
    """Its last day of use, the clinic's local day."""
    was_made_on: date | None = None
    """The day of manufacture as it was stated; None: it was not."""
    made_on: date | None = None
    """The day of manufacture; None: it is not known."""
    reason: str
    """What had been wrong, in a sentence."""
    restored: Number
    """Cartridges that had left this clinic's shelf as expired and are back in the books: somebody has to look."""
    expired: Number
    """Cartridges that left this clinic's shelf as expired."""
    replanned: Number
    """Sessions at this clinic that hold other cartridges than before."""
    fell_short: Number
    """Of these, sessions that hold none."""
    incidents_opened: Number
    """Uses at this clinic that are incidents now."""
    incidents_closed: Number
    """Uses at this clinic that were incidents and are none, or another one."""
    corrected_at: UtcTime
    """UTC."""


class CartridgeLotCorrected(Event, topic="inventory.stock", key="clinic_id"):
    """A numbered cartridge that nobody opened is of another lot than was written down when it was received."""

    correction_id: UUID
    """The correction."""
    clinic_id: UUID
    """The clinic where the cartridge is."""
    gtin: str
    """The product."""
    serial: str
    """The cartridge's number."""
    was_lot: str
    """The lot as which it was written down. A recall of that lot does not concern the cartridge."""
    lot: str
    """Its true lot."""
    corrected_at: UtcTime
    """UTC."""


class CartridgesFellShort(Event, topic="inventory.stock", key="clinic_id"):
    """The clinic has not enough cartridges for a session that is booked: nothing is held for it now."""

    clinic_id: UUID
    """The clinic."""
    appointment_id: UUID
    """The appointment."""
    gtin: str
    """The product."""
    quantity: Number
    """Cartridges that the session needs."""
    session_at: UtcTime
    """UTC. When the treatment starts, as inventory knows it; after a move it is another moment."""
    noticed_at: UtcTime
    """UTC."""


class CartridgesFound(Event, topic="inventory.stock", key="clinic_id"):
    """Cartridges are held for a session that fell short; or of another product than before, which serves instead."""

    clinic_id: UUID
    """The clinic."""
    appointment_id: UUID
    """The appointment."""
    gtin: str
    """The product."""
    session_at: UtcTime
    """UTC. When the treatment starts, as inventory knows it."""
    found_at: UtcTime
    """UTC."""
    substitute_gtin: str | None = None
    """The product that is held instead of ``gtin``; None: it is ``gtin``."""


class StockShort(Event, topic="inventory.stock", key="clinic_id"):
    """Sessions of the next days lack cartridges of a product. Published again when other sessions lack some."""

    shortage_id: UUID
    """The shortage; the same until it ended."""
    clinic_id: UUID
    """The clinic."""
    gtin: str
    """The product."""
    product: str
    """The product's name."""
    sessions: Number
    """How many sessions lack cartridges."""
    cartridges: Number
    """How many they lack."""
    first_session_at: UtcTime
    """UTC. When the treatment of the first of them starts."""
    noticed_at: UtcTime
    """UTC."""
    news: Word = "changed"
    """``opened``: nothing of it was lacking before. ``urgent``: the first session is near. ``changed``: other numbers.
    ``changed`` also from before this was said."""


class StockShortEnded(Event, topic="inventory.stock", key="clinic_id"):
    """No session of the next days lacks cartridges of the product any longer."""

    shortage_id: UUID
    """The shortage."""
    clinic_id: UUID
    """The clinic."""
    gtin: str
    """The product."""
    because: Word
    """``in_stock``: the cartridges are held. ``not_needed``: the sessions were cancelled, moved or are over."""
    ended_at: UtcTime
    """UTC."""
