"""The decision at delivery: send, wait, skip, fail or cancel. Everything it depends on is read again."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from services.notifications.domain.occasions import Audience
from services.notifications.domain.opt_outs import MessageScope
from services.notifications.domain.quiet_hours import MessageHours
from services.notifications.domain.recipients import (
    Channel,
    Closed,
    Contact,
    Route,
    first_open,
    ways_to,
    why_closed_to,
)
from services.notifications.domain.templates import Purpose, Template
from services.notifications.domain.whatsapp import NO_TEMPLATE

FIRST_LOOK, LAST_LOOK = timedelta(seconds=2), timedelta(hours=1)
"""A message whose facts have not arrived is looked at after 2, 4, 8 ... seconds, then hourly.

Their arrival plans it at once, unless two workers take both at the same time and neither sees the other's: hence the
looks, and why the first is soon.
"""

MAX_ATTEMPTS = 6
FIRST_RETRY = timedelta(minutes=1)
"""A channel that fails is tried again after 1, 4, 16, 64 and 256 minutes."""

TOO_LATE = "too late"
NOT_SENT = "not sent: "
"""How the reason begins where nobody carries a channel."""
NOT_TAKEN_IN_TIME = "no carrier took it until it was too late"
WAITS_FOR_SIGNATURE = "waits for signed templates"
WAITS_FOR_RELEASE = "waits: the appointment is held"
NO_WORK_ADDRESS = "no work address is known of whoever is asked: somebody must call"


@dataclass(frozen=True)
class Circumstances:
    """What is known when a message is planned, or about to go out."""

    now: datetime
    not_after: datetime
    cause_holds: bool | None
    """None: the event of the appointment that it is about has not arrived yet."""
    contact: Contact | None
    """None: the recipient is not known yet."""
    hours: MessageHours | None
    """None: a clinic whose hours apply is not known yet."""
    opted_out: frozenset[MessageScope] = frozenset()
    agreed_to_marketing: bool = False
    signed: bool = True
    """False: no version of the templates that may be sent is in force."""
    held: bool = False
    """True while the appointment that it speaks of may not take place."""
    first_start: datetime | None = None
    """UTC. When the soonest of several appointments that it lists starts; None: it lists none."""
    reply_to: Route | None = None
    """For an answer to someone: the way they wrote to us, or the address that they gave."""
    sent_to: Route | None = None
    """For who has, or had, an address: that one, whatever the patient's is now."""
    closed: Closed = field(default_factory=dict)
    """Where it cannot go, each with the reason: nobody carries the channel, or it failed there for good."""
    down: Collection[Channel] = frozenset()
    """Channels whose carrier is down at the moment."""
    waits_for_carrier: bool = False
    """True when it was due, and waits until its carrier takes it."""
    whatsapp_open: Collection[str] = frozenset()
    """The numbers from which they wrote to us by WhatsApp within 24 hours, so that it takes texts of our own there."""
    whatsapp_refused: str | None = None
    """Why WhatsApp takes no message of this template now, as far as it has said."""


@dataclass(frozen=True)
class Send:
    """Hand it over now."""

    route: Route
    contact: Contact


@dataclass(frozen=True)
class Wait:
    """Send at ``until`` (UTC), if all is still well then."""

    until: datetime


@dataclass(frozen=True)
class LookAgain:
    """Something is missing. Its arrival plans the message; look again in case that was missed."""

    reason: str | None = None
    """What it waits for, when somebody can do something about it."""


@dataclass(frozen=True)
class Skip:
    """It is not to be sent, and nobody needs to do anything."""

    reason: str


@dataclass(frozen=True)
class Fail:
    """It should have been sent and cannot be: somebody should call."""

    reason: str


@dataclass(frozen=True)
class CallOff:
    """Its cause is gone."""

    reason: str


Decision = Send | Wait | LookAgain | Skip | Fail | CallOff


def decide(template: Template, seen: Circumstances) -> Decision:
    """What becomes of a message that is due."""
    obstacle = obstacle_to(template, seen)
    if obstacle:
        return obstacle
    unwanted = _unwanted(template, seen)
    if unwanted:
        return _unsaid(template, unwanted)
    contact, hours = seen.contact, seen.hours
    if contact is None or hours is None:
        raise ValueError("nothing stands in the way, so both are known")
    route = _route(template, contact, seen)
    if isinstance(route, Fail):
        return route
    if template.urgent or hours.allow(seen.now):
        return Send(route, contact)
    opening = hours.next_opening(seen.now)
    return after_quiet_hours(template, opening, seen.not_after, seen.first_start)


def _route(template: Template, contact: Contact, seen: Circumstances) -> Route | Fail:
    """The way it goes; or why it has none, where several are closed the reason of the one that was tried first."""
    given = seen.reply_to or seen.sent_to
    ways = [given] if given else ways_to(contact)
    if not ways:
        return Fail("no way to reach: neither a phone number nor an e-mail address is known")
    closed = _closed(template, ways, seen)
    return first_open(ways, closed, seen.down) or Fail(_why_closed(ways, closed))


def _closed(template: Template, ways: list[Route], seen: Circumstances) -> Closed:
    """Where it cannot go, WhatsApp's rules among the reasons."""
    refused = seen.whatsapp_refused or (None if template.whatsapp_approved else NO_TEMPLATE)
    if refused is None:
        return seen.closed
    outside = [way for way in ways if way.channel is Channel.WHATSAPP and way.address not in seen.whatsapp_open]
    new = [way for way in outside if why_closed_to(way, seen.closed) is None]
    return {**seen.closed, **dict.fromkeys(new, f"{NOT_SENT}{refused}")}


def _why_closed(ways: list[Route], closed: Closed) -> str:
    why = [why_closed_to(way, closed) or "" for way in ways]
    tried = [each for each in why if not each.startswith(NOT_SENT)]
    return tried[0] if tried else why[0]


def obstacle_to(template: Template, seen: Circumstances) -> CallOff | Skip | Fail | LookAgain | None:
    """What stands in the way of a message whatever its words: its cause is gone, too late, unknown or unsigned."""
    if seen.cause_holds is False:
        return CallOff("what it says is no longer so")
    if template.audience is Audience.DIRECTOR and seen.sent_to is None:
        return Fail(NO_WORK_ADDRESS)
    if seen.now >= seen.not_after:
        return _too_late(template, seen)
    if not _known(seen):
        return LookAgain()
    if seen.held:
        return LookAgain(WAITS_FOR_RELEASE)
    return None if seen.signed else LookAgain(WAITS_FOR_SIGNATURE)


def _known(seen: Circumstances) -> bool:
    return seen.contact is not None and seen.hours is not None and seen.cause_holds is not None


def _too_late(template: Template, seen: Circumstances) -> Skip | Fail:
    if seen.held:
        return Skip("the appointment was held until it was too late")
    if not _known(seen):
        return Fail("it was not known in time how to reach them, or about what")
    if unwanted := _unwanted(template, seen):
        return _unsaid(template, unwanted)
    if not seen.signed:
        return Fail("no templates were signed in time")
    if seen.waits_for_carrier:
        return Fail(NOT_TAKEN_IN_TIME)
    if template.audience is Audience.DIRECTOR or template.call_when_silent:
        return Fail(TOO_LATE)  # a worker that was down is no reason for somebody to come in vain
    return _unsaid(template, TOO_LATE)


def _unsaid(template: Template, reason: str) -> Skip | Fail:
    return Fail(reason) if template.must_be_known else Skip(reason)


def next_look(looks: int, now: datetime, not_after: datetime) -> datetime:
    """When a message that was looked at ``looks`` times is looked at again, UTC; at the latest when it is too late."""
    return min(now + min(FIRST_LOOK * (1 << min(looks, 20)), LAST_LOOK), not_after)


def after_quiet_hours(
    template: Template, opening: datetime, not_after: datetime, first_start: datetime | None
) -> Wait | Skip | Fail:
    """It goes out at ``opening`` (UTC), unless that is too late.

    Of several appointments the first must not begin before, where the patient has to know of it.
    """
    known_by = min(not_after, first_start) if first_start and template.call_when_silent else not_after
    return Wait(opening) if opening < known_by else _silenced(template)


def _silenced(template: Template) -> Skip | Fail:
    if template.call_when_silent:
        return Fail("quiet hours last until it is too late to write")
    return Skip(f"{TOO_LATE}: quiet hours last until then")


def _unwanted(template: Template, seen: Circumstances) -> str | None:
    if seen.reply_to:
        return None  # the one answer to STOP itself, or a code that was asked for
    if MessageScope.ALL in seen.opted_out:
        return "opted out of all messages"
    if template.purpose is not Purpose.MARKETING:
        return None
    if MessageScope.MARKETING in seen.opted_out:
        return "opted out of marketing"
    return None if seen.agreed_to_marketing else "did not agree to marketing"


def after_failure(
    attempts: int, now: datetime, not_after: datetime, error: str, *, for_good: bool = False
) -> Wait | Fail:
    """What follows when a channel failed for the ``attempts``-th time; ``for_good``: it would always do so."""
    if for_good:
        return Fail(error)
    retry_at = now + FIRST_RETRY * 4 ** (attempts - 1)
    if attempts >= MAX_ATTEMPTS:
        return Fail(f"the channel failed {attempts} times: {error}")
    if retry_at >= not_after:
        return Fail(f"the channel failed until it was too late: {error}")
    return Wait(retry_at)
