"""What the people wing refuses, by name. Each is raised with a sentence that says what to do instead."""

from chassis.refusals import Forbidden, Invalid, Refusal


class NotQualified(Refusal):
    """The practitioner may not do this: scope of practice is data per location."""


class NotOnShift(Refusal):
    """The practitioner does not work at the clinic at that time."""


class NoPractitioner(Forbidden):
    """Nobody can be named as who did it: the caller's token names no practitioner, or one of another clinic."""


class Unreachable(Invalid):
    """The channel that the patient prefers needs a number or an address that is not there."""


class NoCareRelationship(Forbidden):
    """The patient belongs to another clinic, and nobody has said yet why they come to this one."""


class RecordMerged(Refusal):
    """The record has ended: it was merged into another one of the same person (410)."""

    status = 410


class DifferentBirthdays(Refusal):
    """Two records whose dates of birth differ are not merged."""


class NoEmergency(Refusal):
    """The caller may open this record without an emergency."""


class OwnEmergency(Forbidden):
    """Whoever opened a record in an emergency does not review it."""


class AlreadyReviewed(Refusal):
    """A medical director has closed this review."""


class ClosedForGood(Refusal):
    """The clinic is closed for good: it is no patient's home any more, and nothing is changed about it."""


class PatientMayExist(Refusal):
    """A patient who looks like the same person is registered; ``candidates`` lists who, and what is the same."""

    shows_patients = True


class AlreadyProposed(Refusal):
    """It is proposed already that these two records become one: a medical director has yet to decide."""


class AskTheClinic(Refusal):
    """More than a patient does alone: the clinic can do it."""


class EnteredAlready(Refusal):
    """The same is entered already: what is there is changed, instead of entering it once more."""


class AlreadySettled(Refusal):
    """The proposal was decided about, or withdrawn; the note was amended or removed; the guardian was taken off."""


class NothingToFind(Invalid):
    """A search names nothing by which a patient is found, or too little to find one person."""
