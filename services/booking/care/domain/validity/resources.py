"""The practitioner may do it, and the device is the one that was screened."""

from collections.abc import Iterator

from chassis.refusals import Refusal
from services.booking.calendar.domain.devices import require_device
from services.booking.calendar.domain.problems import Problem, ProblemCode
from services.booking.care.domain.validity.facts import Facts
from services.booking.people.domain.practitioners import require_permitted, require_qualified


def practitioner_permitted(facts: Facts) -> Iterator[Problem]:
    """What the practitioner may do at the clinic covers the appointment."""
    if facts.practitioner is None:
        yield Problem(ProblemCode.PRACTITIONER_UNAVAILABLE, "The practitioner works here no longer: choose another.")
        return
    try:
        if facts.session is None:
            require_qualified(facts.practitioner)
        else:
            treats = facts.session.treats
            require_permitted(facts.practitioner, treats.modality, treats.depth_mm)
    except Refusal as refusal:
        yield Problem(ProblemCode.PRACTITIONER_NOT_PERMITTED, refusal.detail)


def device_fits(facts: Facts) -> Iterator[Problem]:
    """A session has a device of the clinic, of the model that was screened."""
    if facts.session is None:
        return
    treats = facts.session.treats
    try:
        require_device(facts.device, facts.place.clinic_id, treats.device_model, treats.modality)
    except Refusal as refusal:
        yield Problem(ProblemCode.WRONG_DEVICE, refusal.detail)
