"""What the calendar refuses, by name. Each is raised with a sentence that says what to do instead."""

from chassis.refusals import Invalid, Refusal


class SlotTaken(Refusal):
    """A practitioner, room, device or patient of the appointment is taken at that time."""


class FeedEnded(Refusal):
    """The calendar feed has ended, so it is not ended again."""


class TooManyFeeds(Refusal):
    """The clinic has as many calendar feeds as it may have: end some that nobody reads."""


class HoldOver(Refusal):
    """The hold has expired, was released, or became an appointment."""


class ExtendedAlready(Refusal):
    """A hold is extended once."""


class TooManyHolds(Refusal):
    """As many times are held for the patient, or by the caller, as may be."""


class ResourceUnavailable(Refusal):
    """The practitioner, the room or the device is on leave, in repair, or gone at that time."""


class UnavailabilityOver(Refusal):
    """It was withdrawn or has passed, so there is nothing to change."""


class ShiftOver(Refusal):
    """It was withdrawn or has passed, so there is nothing to change."""


class AlreadyEnded(Refusal):
    """An end for good was entered for this practitioner, room or device before."""


class ClinicClosed(Refusal):
    """The appointment would not lie within the clinic's open hours."""


class InThePast(Refusal):
    """An appointment cannot be booked in the past or moved there, and no day that has passed is closed or opened."""


class WrongDevice(Refusal):
    """The device is not the one that was screened, or is not at this clinic."""


class WrongStatus(Refusal):
    """The request does not fit the appointment's status."""


class NotItsDay(Refusal):
    """A session is recorded on its own local day, a missed one after it should have started."""


class NameTaken(Refusal):
    """The name or serial number exists already."""


class ZoneInUse(Refusal):
    """A clinic keeps its zone while appointments lie ahead whose local time was announced."""


class NobodyToCall(Refusal):
    """The patient of the appointment was reached, or a message is still on its way."""


class StillExpected(Refusal):
    """The patient has an appointment at the clinic, which therefore goes on looking after them."""


class VisitEnded(Refusal):
    """The clinic does not look after the patient any longer."""


class StationOutOfOrder(Refusal):
    """A visit goes from arrived by numbing and in treatment to done and left."""


class MayNotBegin(Refusal):
    """The appointment is held: no anaesthetic and no treatment until its problems are settled."""


class PatientIsHere(Refusal):
    """The patient has arrived, so the appointment is neither missed nor cancelled nor moved to another day."""


class InTheFuture(Refusal):
    """What happens is noted when it has happened."""


class ReasonMissing(Invalid):
    """This is done only with a reason."""


class NothingNoted(Refusal):
    """That was withdrawn already, or something that was noted later stands on it."""


class ConfirmationNeeded(Refusal):
    """The patient missed too many appointments: somebody who may waive that books the next one."""


class DepositNeeded(Refusal):
    """The patient missed too many appointments: the next one is booked when its deposit is paid."""


class FactSettled(Refusal):
    """It was waived, paid or withdrawn already."""
