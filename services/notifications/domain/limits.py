"""How many messages a patient, and an address, gets within a day; beyond that nothing is sent and the clinic calls.

Exempt is what waiting or silence could harm: messages that a template calls urgent, and those that follow a session, a
reaction or a decision of screening, for they say how to care for the skin and when to come. Nobody outside the clinic
can cause many of them. A code is urgent, too, but anybody can ask for one, so codes have a limit of their own.
"""

from dataclasses import dataclass
from datetime import timedelta

from chassis.refusals import fill_in
from services.notifications.domain.deliveries import Fail
from services.notifications.domain.occasions import Occasion
from services.notifications.domain.templates import Templates

DAY = timedelta(hours=24)
CLINICAL = frozenset({Occasion.SESSION_PERFORMED, Occasion.SCREENING_DEFERRED, Occasion.REACTION_REPORTED})
CODES = frozenset({Occasion.CONTACT_CODE})


@dataclass(frozen=True)
class DailyLimits:
    """The chain's policy: messages within 24 hours."""

    to_patient: int
    to_address: int
    """Of all patients who are reached there; a family may share a telephone."""
    codes_to_address: int


@dataclass(frozen=True)
class SentLately:
    """What was sent within 24 hours."""

    to_patient: int
    to_address: int
    codes_to_address: int


def is_code(templates: Templates, code: str) -> bool:
    """Whether a message carries a code to an address that may be a stranger's."""
    return templates.follows(CODES, code)


def is_exempt(templates: Templates, code: str) -> bool:
    """Whether a message goes out however many went before."""
    template = templates.templates[code]
    return not is_code(templates, code) and (template.urgent or templates.follows(CLINICAL, code))


def above_limit(sent: SentLately, limits: DailyLimits, *, code: bool) -> Fail | None:
    """Why one message more may not go out; None when it may."""
    if code:
        if sent.codes_to_address >= limits.codes_to_address:
            return _fail("{sent} {sent:code|codes} went to this address", sent.codes_to_address)
        return None
    if sent.to_patient >= limits.to_patient:
        return _fail("{sent} {sent:message|messages} went to this patient", sent.to_patient)
    if sent.to_address >= limits.to_address:
        return _fail("{sent} {sent:message|messages} went to this address", sent.to_address)
    return None


def _fail(what: str, sent: int) -> Fail:
    return Fail(f"{fill_in(what, {'sent': sent})} within 24 hours, which is the limit")
