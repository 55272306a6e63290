"""What the care wing refuses, by name. Each is raised with a sentence that says what to do instead."""

from chassis.refusals import Invalid, Refusal


class CourseRequired(Refusal):
    """A session or a review belongs to a course, and there is none that allows it."""


class CourseFinished(Refusal):
    """The course has had all the sessions that its protocol plans, or not yet."""


class AlreadyBooked(Refusal):
    """The course's next appointment is booked already."""


class CourseDoesNotFit(Refusal):
    """For one of the course's appointments nothing is found, so none of them is booked."""


class LaterOnesBreak(Refusal):
    """Nothing is free for a later appointment of the course that would have to move as well."""


class NoProtocol(Refusal):
    """No source states a protocol for what is planned."""


class ModelNotHere(Refusal):
    """The clinic has no device of the model that is planned; the sentence names those that it has."""


class ZoneDoesNotFit(Invalid):
    """The zone is not one of the planned area, or the plan is not RF."""


class AreaNamedTwice(Invalid):
    """A plan names each of its areas once."""


class NoClearance(Refusal):
    """There is no clearance that holds on that day."""


class Deferred(NoClearance):
    """Screening named a later day from which the patient may come."""


class UnderReview(NoClearance):
    """A clinician has yet to decide."""


class Declined(NoClearance):
    """Screening declined; nobody can override it."""


class Suspended(NoClearance):
    """What was cleared is suspended until a medical director has decided; nobody can override it."""


class NoDayOfClearance(NoClearance):
    """The patient was not screened, or not cleared, on the day of the session."""


class ConsentMissing(Refusal):
    """The patient has not agreed to this treatment, or not any more; nobody can override it."""


class OutsideProtocolWindow(Refusal):
    """The protocol wants the next appointment at another time; staff may give a reason."""


class TooSoon(OutsideProtocolWindow):
    """Another session on the same part of the body is too near; a clinician may give a reason."""


class DepthAboveLimit(Refusal):
    """The needle went deeper than the clearance allows; may be overridden with a reason."""


class AreaNotCleared(Refusal):
    """The area is not the one that was screened, or is never needled; may be overridden with a reason."""


class AnaestheticNotAllowed(Refusal):
    """This patient may have no topical anaesthetic."""


class CartridgeRefused(Refusal):
    """A cartridge must not be used: wrong product, expired, or the wrong number of them."""


class LotIsRecalled(CartridgeRefused):
    """The cartridge, or its lot, was recalled."""


class CartridgeAlreadyUsed(CartridgeRefused):
    """Every cartridge is sterile and single-use: one patient, one session."""


class CartridgeLikeAnother(CartridgeRefused):
    """It is told apart from one that was opened before by its lot or by small and capital letters only."""


class CourseBegun(Refusal):
    """Sessions of the course were performed: its plan cannot be another one."""


class WrongCourseState(Refusal):
    """The request does not fit what has become of the course."""


class RecordVoided(Refusal):
    """The record was entered in error: nothing in it is put right any more."""


class TooLateToCorrect(Refusal):
    """Whoever did it puts it right for some days; after that a medical director does."""


class VoidThatFirst(Refusal):
    """Something that was recorded later counts on it; the sentence names it."""


class BothExpected(Refusal):
    """Two records of one person have appointments at one time: a person cannot come to both."""


class AlreadyWaiting(Refusal):
    """The patient is on the waitlist for this already."""


class WaitsForNobody(Refusal):
    """Whom the patient wishes to wait for is not there on any day of the period."""


class EntryEnded(Refusal):
    """The entry of the waitlist has ended."""


class OfferOver(Refusal):
    """The offer was answered, or the time to answer is over."""


class BalanceEnded(Refusal):
    """Nothing is left of the balance of a course, or a course here goes on with it."""


class NotDismissible(Refusal):
    """Work of this kind is done, not put off; or it is done."""


class DismissalOver(Refusal):
    """What was put off is work again."""
