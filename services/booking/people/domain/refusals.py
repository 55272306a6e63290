"""What the people wing refuses, by name. Each is raised with a sentence that says what to do instead."""

from chassis.refusals import Forbidden, Invalid, Refusal


class NotQualified(Refusal):
    """The practitioner may not do this: scope of practice is data per location."""


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
