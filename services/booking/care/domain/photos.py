"""Photos of a patient's skin: of which visit, of what, and what they may be used for."""

from datetime import datetime
from enum import StrEnum

from chassis.refusals import Invalid, Refusal


class PhotoStage(StrEnum):
    """When it was taken, seen from the treatment."""

    BEFORE = "before"
    AFTER = "after"


class Angle(StrEnum):
    """From where it was taken."""

    FRONT = "front"
    LEFT_OBLIQUE = "left_oblique"
    RIGHT_OBLIQUE = "right_oblique"
    LEFT_SIDE = "left_side"
    RIGHT_SIDE = "right_side"
    CLOSE_UP = "close_up"


class PhotoUse(StrEnum):
    """What the patient agreed to. Each contains the one before."""

    CARE = "care"
    """The patient's own care, and nothing else."""
    TEACHING = "teaching"
    """Teaching within the chain."""
    PUBLICATION = "publication"


class NotAPhoto(Invalid):
    """The file is no JPEG, PNG or WebP image, or is larger than this system accepts."""


class OneVisit(Invalid):
    """A photo belongs to a session or to a consult: name one of them."""


class TakenAhead(Invalid):
    """The moment at which it was taken lies ahead."""


class NobodyAgreed(Invalid):
    """More than the patient's own care needs somebody who agreed to it."""


class PhotosNotKept(Refusal):
    """No place for photos is set: an operator sets BOOKING_PHOTOS_FOLDER."""


class PhotoWithdrawn(Refusal):
    """The photo was withdrawn, or was not."""


def require_taken(taken_at: datetime, now: datetime) -> None:
    """Raises TakenAhead."""
    if taken_at > now:
        raise TakenAhead("The photo is from the future: give the moment at which it was taken.")


def require_agreed(use: PhotoUse, agreed_by: str | None) -> None:
    """Raises NobodyAgreed."""
    if use is not PhotoUse.CARE and agreed_by is None:
        raise NobodyAgreed("Say who agreed to this use: the patient, or the guardian by name.")
