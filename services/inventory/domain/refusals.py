"""What inventory refuses, by name. Each sentence says what to do."""

from chassis.refusals import Invalid, NotFound, Refusal


class ClinicUnknown(NotFound):
    """Inventory has consumed no event about this clinic."""


class ClosedForGood(Refusal):
    """The clinic is closed for good on the day on which what is ordered or sent would arrive."""


class DaysInvalid(Invalid):
    """The days are in no order, or too far away."""


class ProductUnknown(NotFound):
    """No product with this GTIN was created."""


class ProductExists(Refusal):
    """A product with this GTIN exists already."""


class ProductRetired(Refusal):
    """The product is retired already, or it is and must not be."""


class ProductInvalid(Invalid):
    """What is said of the product contradicts itself, or the GTIN of a package is taken."""


class GtinInvalid(Invalid):
    """Not a GTIN."""


class ReceiptRefused(Invalid):
    """Something is wrong with at least one item; nothing was received. ``errors`` lists what, by item."""


class IncidentUnknown(NotFound):
    """No such incident."""


class IncidentClosed(Refusal):
    """The incident is closed already."""


class IncidentOpen(Refusal):
    """The incident is open, or a fact closed it: there is nothing to take back."""


class NotOnShelf(Refusal):
    """More was to be discarded than is there."""


class LotUnknown(NotFound):
    """This lot was never received or used."""


class SerialUnknown(NotFound):
    """No cartridge with this serial number was received or opened at the caller's clinics."""


class RecallExists(Refusal):
    """The lot is recalled already; ``recall_id`` names the recall."""


class RecallWasWithdrawn(Refusal):
    """The recall was withdrawn: it was a mistake."""


class RecallUnknown(NotFound):
    """No such recall."""


class NotAtThatPlace(Refusal):
    """Fewer cartridges of the lot are in that place than were to be moved; ``there`` says how many."""


class MoreThanEverCame(Refusal):
    """More of a lot was found than ever came to the clinic, and nobody said that they counted again."""


class LotNotUsable(Refusal):
    """The lot is recalled or expired, so it cannot go back on the shelf."""


class PriceUnknown(NotFound):
    """No price of the product begins at that moment."""


class MovementUnknown(NotFound):
    """No such entry in the ledger."""


class CorrectedElsewhere(Refusal):
    """The entry is not a person's movement of stock: what it stands for is corrected where it was recorded."""


class AlreadyCorrected(Refusal):
    """The movement was taken back already."""


class SerialsNamed(Refusal):
    """Cartridges of the lot have serial numbers, so they cannot be moved, or a receipt taken back, as a count."""


class SerialElsewhere(Refusal):
    """The cartridge is not where it was to be taken from; ``place`` and ``place_clinic_id`` say where it is."""


class RecallStepsOpen(Refusal):
    """Something of the recall is not done yet; ``steps`` names what."""


class RecallClosed(Refusal):
    """The recall is closed already."""


class RecallOpen(Refusal):
    """The recall is not closed."""


class LettersReleased(Refusal):
    """The letters of this recall were released already."""


class LetterUnknown(NotFound):
    """No such letter about a recall."""


class LetterOver(Refusal):
    """The letter was withdrawn: the recall does not concern the patient any longer."""


class NoticeUnreadable(Invalid):
    """A code of a recall notice cannot be read; ``errors`` names each."""


class NoticeInvalid(Invalid):
    """What is said of a recall notice contradicts itself, or names nothing."""


class NoticeUnknown(NotFound):
    """No such recall notice."""


class LotsUnconfirmed(Refusal):
    """A lot that is to be recalled was never in the chain: ``lots`` lists each, with those that it resembles."""


class SerialsUnconfirmed(Refusal):
    """A cartridge that is to be recalled never came under its number: ``serials`` lists each, with the nearest."""


class NoticeOver(Refusal):
    """Nothing of the recall notice is to be done: its recalls are closed, or withdrawn."""


class ShortageUnknown(NotFound):
    """Nothing with this id was listed as lacking."""


class ScanUnreadable(Invalid):
    """What was scanned is not, beyond doubt, one label of a cartridge or of a box, or contradicts the books."""


class ExpiringStockUnknown(NotFound):
    """Nothing with this id was listed as expiring."""


class SheetTooLong(Invalid):
    """A list as a file has more lines than one file holds."""


class TraceUnbounded(Invalid):
    """A list of uses names neither a lot, nor a cartridge, nor a patient."""
