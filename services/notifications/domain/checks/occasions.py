"""Each occasion has its templates, each template its occasion, and both speak of the same thing."""

from collections.abc import Iterable, Iterator

from chassis.reference.documents import Problem
from services.notifications.domain.appointments import AppointmentState
from services.notifications.domain.links import OF_APPOINTMENTS, Act
from services.notifications.domain.occasions import GIVES, LATER, OTHER, Occasion
from services.notifications.domain.templates import Purpose, Template, Templates

_STATE = {
    Occasion.APPOINTMENT_CANCELLED: AppointmentState.CANCELLED,
    Occasion.CALENDAR_CANCELLED: AppointmentState.CANCELLED,
    Occasion.APPOINTMENT_MISSED: AppointmentState.MISSED,
}
"""What an appointment is after an occasion; after any other it is booked."""
_AWAITED = frozenset(
    {
        Occasion.OPTED_OUT,
        Occasion.CONTACT_CODE,
        Occasion.REACTION_ESCALATED,
        Occasion.ESCALATED,
        Occasion.REPLY_ASKED,
        Occasion.REPLY_TAKEN,
        Occasion.DESK_ANSWERED,
    }
)
"""Somebody waits for an answer, or the next in line is asked within minutes."""
_MARKETING = frozenset({Occasion.SESSION_PERFORMED, Occasion.COURSE_PLANNED, Occasion.COURSE_COMPLETED})
"""After these a message may serve to sell only; of anything else whoever did not agree to marketing has to know."""


def occasion_problems(templates: Templates) -> Iterator[Problem]:
    """What is wrong with ``occasions``, and with templates that do not suit theirs."""
    for occasion in Occasion:
        if occasion not in templates.occasions and occasion in LATER:
            continue
        if occasion not in templates.occasions:
            yield Problem(
                f"occasions.{occasion}", "This is missing: say which templates follow it, or give {other: []}."
            )
        elif OTHER not in templates.occasions[occasion]:
            yield Problem(f"occasions.{occasion}", "`other` is missing: it is for every word that is not named here.")
    for occasion, word, code in uses(templates):
        path = f"occasions.{occasion}.{word}"
        if code not in templates.templates:
            yield Problem(path, f"There is no template {code}. Correct the code, or add the template.")
        else:
            yield from _misfits(path, occasion, code, templates.templates[code])
    used = {code for _, _, code in uses(templates)}
    for code in templates.templates:
        if code not in used:
            yield Problem(f"templates.{code}", "No occasion names this template, so it is never sent: add it to one.")


def uses(templates: Templates) -> Iterator[tuple[Occasion, str, str]]:
    """Every occasion, word and template code that belong together."""
    for occasion, choices in templates.occasions.items():
        for word, codes in choices.items():
            for code in codes:
                yield occasion, word, code
            for lead, both in _said_with(templates, codes):
                if lead in codes:
                    yield occasion, word, both


def _said_with(templates: Templates, codes: Iterable[str]) -> Iterator[tuple[str, str]]:
    for code in codes:
        if code in templates.templates:
            yield from templates.templates[code].said_with.items()


def _misfits(path: str, occasion: Occasion, code: str, template: Template) -> Iterator[Problem]:
    gives = GIVES[occasion]
    if gives.audience is not template.audience:
        yield Problem(path, f"{code} is written to {template.audience}, but {occasion} is for {gives.audience}.")
    if gives.appointment is not (template.only_while is not None):
        wanted = "the state of the appointment that it speaks of" if gives.appointment else "null: there is none"
        yield Problem(f"templates.{code}.only_while", f"{occasion} names this template, so give {wanted}.")
    if gives.appointment and template.only_while not in (None, _STATE.get(occasion, AppointmentState.BOOKED)):
        yield Problem(
            f"templates.{code}.only_while",
            f"After {occasion} an appointment is not {template.only_while}: it would not be sent.",
        )
    yield from _unheard(occasion, code, template)
    yield from _nothing_to_open(occasion, code, template)
    by_appointment = template.due.when == "days_before_appointment" or template.too_late.when == "appointment_starts"
    if by_appointment and not gives.appointment:
        yield Problem(
            f"templates.{code}", f"It is timed by an appointment, but {occasion} is about none: count from the event."
        )
    if by_appointment and occasion is Occasion.APPOINTMENT_MISSED:
        yield Problem(f"templates.{code}", "The appointment is over by then, so it would not be sent: count from it.")


def _unheard(occasion: Occasion, code: str, template: Template) -> Iterator[Problem]:
    """What would come when nobody waits for it any longer, or not at all to whoever has to know it."""
    if occasion in _AWAITED and not (template.urgent and template.due.when == "at_once"):
        yield Problem(f"templates.{code}", f"After {occasion} somebody waits: let it be due at_once, and urgent.")
    if template.purpose is Purpose.MARKETING and occasion not in _MARKETING:
        yield Problem(
            f"templates.{code}.purpose",
            f"Whoever did not agree to marketing would not learn of {occasion}: make it transactional.",
        )


def _nothing_to_open(occasion: Occasion, code: str, template: Template) -> Iterator[Problem]:
    gives = GIVES[occasion]
    stands = gives.appointment and occasion not in _STATE
    if (template.opens in OF_APPOINTMENTS and not stands) or (template.opens is Act.FORM and not gives.form):
        yield Problem(f"templates.{code}.opens", f"{occasion} names nothing that a link for {template.opens} opens.")
