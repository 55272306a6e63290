"""What the calendar refuses, by name. Each is raised with a sentence that says what to do instead."""

from chassis.refusals import Refusal


class SlotTaken(Refusal):
    """Somebody or something that the appointment needs is taken at that time."""


class ClinicClosed(Refusal):
    """The appointment would not lie within the clinic's open hours."""


class InThePast(Refusal):
    """An appointment cannot be booked or moved to a time that has gone by."""


class WrongDevice(Refusal):
    """The device is not the one that was screened, or is not at this clinic."""


class WrongStatus(Refusal):
    """What was asked for does not suit what has become of the appointment."""


class NotItsDay(Refusal):
    """A session is recorded on its own local day, a missed one after it should have started."""


class NameTaken(Refusal):
    """There is one of that name or serial number already."""
