"""The practitioner may do it, the device is the one that was screened, and all are there at that time."""

from collections.abc import Iterator

from chassis.refusals import Refusal
from services.booking.calendar.domain.devices import require_device
from services.booking.calendar.domain.problems import Problem, ProblemCode
from services.booking.calendar.domain.unavailabilities import ResourceKind
from services.booking.care.domain.validity.facts import Facts
from services.booking.people.domain.practitioners import require_on_shift, require_permitted, require_qualified


def practitioner_permitted(facts: Facts) -> Iterator[Problem]:
    """What the practitioner may do at the clinic covers the appointment."""
    try:
        if facts.session is None:
            require_qualified(facts.practitioner, facts.day)
        else:
            treats = facts.session.treats
            require_permitted(facts.practitioner, treats.modality, treats.depth_mm, facts.day)
    except Refusal as refusal:
        yield Problem(ProblemCode.PRACTITIONER_NOT_PERMITTED, refusal.detail)


def practitioner_on_shift(facts: Facts) -> Iterator[Problem]:
    """The practitioner works at the clinic while the appointment needs them; leave is a problem of its own."""
    if ResourceKind.PRACTITIONER in facts.away:
        return
    try:
        require_on_shift(facts.practitioner, facts.place, facts.treated or facts.during)
    except Refusal as refusal:
        yield Problem(ProblemCode.PRACTITIONER_UNAVAILABLE, refusal.detail)


def device_fits(facts: Facts) -> Iterator[Problem]:
    """A session has a device of the clinic, of the model that was screened."""
    if facts.session is None:
        return
    treats = facts.session.treats
    try:
        require_device(facts.device, facts.place.clinic_id, treats.device_model, treats.modality)
    except Refusal as refusal:
        yield Problem(ProblemCode.WRONG_DEVICE, refusal.detail)


def fits_in_room(facts: Facts) -> Iterator[Problem]:
    """The room takes it beside those that were there before."""
    if facts.room_full and ResourceKind.ROOM not in facts.away:
        yield Problem(
            ProblemCode.ROOM_UNAVAILABLE,
            "The room takes fewer appointments at once than are booked in it then: choose another room, or move the "
            "appointment.",
        )


_UNAVAILABLE = {
    ResourceKind.PRACTITIONER: (
        ProblemCode.PRACTITIONER_UNAVAILABLE,
        "The practitioner is not available at that time: choose another, or move the appointment.",
    ),
    ResourceKind.ROOM: (
        ProblemCode.ROOM_UNAVAILABLE,
        "The room is not available at that time: choose another, or move the appointment.",
    ),
    ResourceKind.DEVICE: (
        ProblemCode.DEVICE_UNAVAILABLE,
        "The device is not available at that time: choose another, or move the appointment.",
    ),
}


def everybody_there(facts: Facts) -> Iterator[Problem]:
    """Nothing that the appointment occupies is on leave, broken, closed off, or gone for good while it is needed."""
    for kind in ResourceKind:
        if kind in facts.away:
            yield Problem(*_UNAVAILABLE[kind])
