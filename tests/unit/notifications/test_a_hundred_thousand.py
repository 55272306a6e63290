"""Appointments booked, moved, held, cancelled and missed at random against a clock, by the rules that a worker applies.

Meanwhile mails come back, carriers are silent, limits hold messages back, clinics change their hours and zone, and
patients stop messages, change address or language, are merged and erased. 1,000 by default; ``make prove-messages`` for
the whole proof (some minutes). What arrives is judged by what was true when it left, and what has come to rest by who
knows of it.
"""

import heapq
import os
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from itertools import count
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from services.notifications.domain.appointments import Appointment, AppointmentState, still_true, waits
from services.notifications.domain.deliveries import (
    CallOff,
    Circumstances,
    Fail,
    LookAgain,
    Send,
    Skip,
    Wait,
    decide,
    next_look,
)
from services.notifications.domain.messages import Announcement, Message, about_appointment
from services.notifications.domain.occasions import Occasion
from services.notifications.domain.opt_outs import MessageScope
from services.notifications.domain.plans import plan
from services.notifications.domain.quiet_hours import MessageHours
from services.notifications.domain.recipients import Channel, Contact, Route, ways_to
from tests.unit.notifications.shipped import SHIPPED

MANY = int(os.environ.get("MANY", "1000"))
START = datetime(2026, 9, 1, tzinfo=UTC)
ZONES = [ZoneInfo(name) for name in ("Europe/Lisbon", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu")]
BOOKED, HELD, CANCELLED, MISSED = (
    AppointmentState.BOOKED,
    AppointmentState.HELD,
    AppointmentState.CANCELLED,
    AppointmentState.MISSED,
)


REACHED = Contact("Ana", "sms", "+351912345678", None, "pt-PT")
BOTH_WAYS = Contact("Ana", "email", "+351912345678", "ana@example.org", "pt-PT")
NOT_REACHED = Contact("Ana", "sms", None, None, "pt-PT")
CONTACTS = (REACHED, BOTH_WAYS, NOT_REACHED)
LANGUAGES = ("pt-PT", "en", "fr")
OPENINGS = ((time(8), time(21)), (time(9), time(18)), (time(8), time(20, 30)))
TRIED_AGAIN = timedelta(minutes=5)


@dataclass
class Planned:
    """A message that waits, and what became of it before."""

    message: Message
    cause: int
    looks: int = 0
    closed: dict[Channel | Route, str] = field(default_factory=dict)
    waits_for_carrier: bool = False


@dataclass
class Told:
    """A message that left, and what was so then."""

    code: str
    at: datetime
    cause: int
    """Which change of the appointment it was planned about."""
    said_start: datetime | None
    appointment: Appointment
    opted_out: bool
    route: Route
    ways: list[Route]
    language: str | None
    hours: MessageHours
    erased: bool
    planned: Planned
    came_back: bool = False


@dataclass
class Life:
    """One appointment of one patient, from its booking until nothing about it is due any longer."""

    random: random.Random
    zone: ZoneInfo
    home: ZoneInfo
    now: datetime
    appointment: Appointment
    opted_out: bool = False
    contact: Contact = REACHED
    opening: tuple[time, time] = OPENINGS[0]
    erased: bool = False
    silent_until: dict[Channel, datetime] = field(default_factory=dict)
    """Carriers that take nothing until then."""
    told: list[Told] = field(default_factory=list)
    calls: list[tuple[str, datetime | None]] = field(default_factory=list)
    """What somebody has to call about: template and start."""
    skipped: Counter[str] = field(default_factory=Counter)
    changes: list[tuple[Occasion, datetime, datetime]] = field(default_factory=list)
    """What happened, when, and the start from then on."""
    _queue: list[tuple[datetime, int, Planned]] = field(default_factory=list)
    _round: int = 0
    _numbers: Iterator[int] = field(default_factory=count)

    @property
    def hours(self) -> MessageHours:
        return MessageHours(*self.opening, self.home)

    def happens(self, occasion: Occasion | None, appointment: Appointment) -> None:
        """An event: what is planned about the appointment is called off, and what follows is planned."""
        self.appointment = appointment
        if occasion is None or self.erased:  # held or released: what waits goes on waiting, or is planned again
            return
        self._round += 1
        happened_at = self.now
        self.now += timedelta(hours=self.random.choice((0,) * 9 + (7,)))  # of events that wait while no worker runs
        self.changes.append((occasion, self.now, appointment.starts_at))
        announcement = Announcement(
            occasion,
            about=about_appointment(UUID(int=1)),
            clinic_id=UUID(int=2),
            happened_at=happened_at,
            patient_id=UUID(int=3),
            appointment_id=UUID(int=1),
            starts_at=appointment.starts_at,
            word="session",
        )
        for code in SHIPPED.for_occasion(occasion, "session"):
            message = announcement.message(UUID(int=next(self._numbers)), code, SHIPPED.templates[code])
            planned = plan(message.template, message.anchor, now=self.now, zone=self.zone, hours=self.hours)
            self._settle(Planned(message, self._round), planned)

    def comes_back(self) -> None:
        """A mail that had left comes back: the next way is tried, and without one somebody calls."""
        mails = [each for each in self.told if each.route.channel is Channel.EMAIL and not each.came_back]
        if not mails or self.erased:
            return
        told = mails[-1]
        told.came_back = True
        told.planned.closed[told.route] = "the mail came back"
        if self.now >= told.planned.message.not_after:
            self._settle(told.planned, Fail("the mail came back"))
        elif told.cause == self._round:
            self._settle(told.planned, Wait(self.now))

    def is_erased(self) -> None:
        """Nothing is known of them any longer, and nothing is planned."""
        self.erased, self._queue = True, []

    def _settle(self, planned: Planned, outcome: object) -> None:
        message = planned.message
        if isinstance(outcome, Wait | LookAgain):
            at = outcome.until if isinstance(outcome, Wait) else next_look(planned.looks, self.now, message.not_after)
            planned.looks += 1
            heapq.heappush(self._queue, (at, next(self._numbers), planned))
        elif isinstance(outcome, Fail):
            self.calls.append((message.code, message.anchor.starts_at))
        elif isinstance(outcome, Skip):
            self.skipped[outcome.reason] += 1

    def runs_until(self, moment: datetime) -> None:
        """The worker delivers what is due; it may be down for some hours, and catches up."""
        down = timedelta(hours=self.random.choice((0, 0, 0, 5, 30)))
        while self._queue and self._queue[0][0] <= moment:
            due, _, planned = heapq.heappop(self._queue)
            self.now = max(self.now, min(due + down, moment))
            if planned.cause == self._round:
                self._deliver(planned)
        self.now = max(self.now, moment)

    def _deliver(self, planned: Planned) -> None:
        message, known = planned.message, self.appointment
        template = message.template
        down = {channel for channel, until in self.silent_until.items() if self.now < until}
        seen = Circumstances(
            now=self.now,
            not_after=message.not_after,
            cause_holds=still_true(template.only_while, message.anchor.starts_at, known),
            contact=self.contact,
            hours=self.hours,
            opted_out=frozenset({MessageScope.ALL}) if self.opted_out else frozenset(),
            held=waits(template.only_while, known),
            closed=planned.closed,
            down=down,
            waits_for_carrier=planned.waits_for_carrier,
        )
        outcome = decide(template, seen)
        if isinstance(outcome, Send) and outcome.route.channel in down:
            planned.waits_for_carrier = True
            outcome = Wait(min(self.now + TRIED_AGAIN, message.not_after))
        if isinstance(outcome, Send):
            self.told.append(self._heard(planned, outcome))
        elif not isinstance(outcome, CallOff):
            self._settle(planned, outcome)

    def _heard(self, planned: Planned, sent: Send) -> Told:
        return Told(
            code=planned.message.code,
            at=self.now,
            cause=planned.cause,
            said_start=planned.message.anchor.starts_at,
            appointment=self.appointment,
            opted_out=self.opted_out,
            route=sent.route,
            ways=ways_to(self.contact),
            language=sent.contact.language,
            hours=self.hours,
            erased=self.erased,
            planned=planned,
        )


def lived(number: int) -> Life:
    """One life, the same for the same number."""
    dice = random.Random(number)  # a test's dice
    zone = dice.choice(ZONES)
    now = START + timedelta(minutes=dice.randrange(0, 365 * 24 * 60))
    begins = now + timedelta(minutes=15 * dice.randrange(2, 40 * 24 * 4))
    life = Life(dice, zone, dice.choice((zone, *ZONES)), now, Appointment(BOOKED, begins))
    life.happens(Occasion.APPOINTMENT_BOOKED, Appointment(BOOKED, begins))
    while life.now < life.appointment.starts_at and life.appointment.state in (BOOKED, HELD):
        step = timedelta(minutes=dice.choice((1, 20, 180, 1440, 5 * 1440)) * dice.randrange(1, 4))
        life.runs_until(min(life.now + step, life.appointment.starts_at))
        if life.now >= life.appointment.starts_at:
            break
        _one_event(life, dice)
    if life.appointment.state in (BOOKED, HELD) and dice.random() < 0.1:
        life.happens(None, Appointment(MISSED, life.appointment.starts_at))
    life.runs_until(life.now + timedelta(days=60))
    return life


EVENTS: dict[str, float] = {
    **{"nothing": 6, "moved": 3, "cancelled": 1, "held": 1, "stop": 0.3, "address": 0.5, "language": 0.3},
    **{"comes back": 1.5, "silence": 0.7, "hours": 0.3, "zone": 0.2, "merged": 0.3, "erased": 0.1},
}
"""What happens, and how often beside the others."""


def _one_event(life: Life, dice: random.Random) -> None:
    start = life.appointment.starts_at
    match dice.choices(list(EVENTS), list(EVENTS.values()))[0]:
        case "moved":
            start = life.now + timedelta(minutes=15 * dice.randrange(2, 30 * 24 * 4))
            life.happens(Occasion.APPOINTMENT_MOVED, Appointment(BOOKED, start))
        case "cancelled":
            life.happens(Occasion.APPOINTMENT_CANCELLED, Appointment(CANCELLED, start))
        case "held":
            state = HELD if life.appointment.state is BOOKED else BOOKED
            life.happens(None, Appointment(state, start))
        case "stop":
            life.opted_out = True
        case "address":
            life.contact = replace(dice.choice(CONTACTS), language=life.contact.language)
        case "language":
            life.contact = replace(life.contact, language=dice.choice(LANGUAGES))
        case "comes back":
            life.comes_back()
        case "silence":  # of a carrier, or by the portfolio's limit
            channel = dice.choice((Channel.SMS, Channel.EMAIL))
            life.silent_until[channel] = life.now + timedelta(hours=dice.choice((1, 12, 72)))
        case "hours":
            life.opening = dice.choice(OPENINGS)
        case "zone":
            life.home = dice.choice(ZONES)
        case "merged":  # the record that goes on has its own address, and what either of both had stopped
            life.contact, life.opted_out = dice.choice(CONTACTS), life.opted_out or dice.random() < 0.2
        case "erased":
            life.is_erased()


@pytest.mark.timeout(3600)  # the whole proof
def test_nobody_hears_what_is_not_so_and_whoever_must_know_knows_or_is_called() -> None:
    heard: Counter[str] = Counter()
    called: Counter[str] = Counter()
    for number in range(MANY):
        life = lived(number)
        heard.update(each.code for each in life.told)
        called.update(code for code, _ in life.calls)
        for told in life.told:
            _assert_true_then(life, told, number)
        twice = Counter((each.code, each.cause) for each in life.told if not each.came_back)
        assert max(twice.values(), default=1) == 1, f"{number}: twice {twice}"
        _assert_known(life, number)
    print(f"\n{MANY} appointments: {sum(heard.values())} messages, {dict(heard)}, to call {dict(called)}")
    assert set(heard) >= {"appointment_confirmed", "appointment_moved", "appointment_cancelled", "appointment_reminder"}
    assert set(called) >= {"appointment_moved", "appointment_cancelled"}


def _assert_true_then(life: Life, told: Told, number: int) -> None:
    template = SHIPPED.templates[told.code]
    assert told.appointment.state is template.only_while, f"{number}: {told}"
    assert told.said_start == told.appointment.starts_at, f"{number}: {told}"
    assert told.at < told.appointment.starts_at, f"{number}: {told} is late"
    assert not told.opted_out, f"{number}: {told} to who opted out"
    assert told.route in told.ways, f"{number}: {told} to nobody"
    assert not told.erased, f"{number}: {told} to who was erased"
    shown = told.at.astimezone(told.hours.zone).time()
    quiet = not told.hours.opens <= shown < told.hours.closes
    assert template.urgent or not quiet, f"{number}: {told} in quiet hours ({shown})"


def _assert_known(life: Life, number: int) -> None:
    """The last change of an appointment was heard, somebody calls, or it ended otherwise; so was each mail that came
    back. Who opted out is on booking's list as soon as the clinic changes something.
    """
    codes = {Occasion.APPOINTMENT_MOVED: "appointment_moved", Occasion.APPOINTMENT_CANCELLED: "appointment_cancelled"}
    occasion, _, start = life.changes[-1]
    if life.opted_out or life.erased:
        return
    held = life.appointment.state is HELD or any("held" in reason for reason in life.skipped)
    if occasion in codes and not held and life.appointment.state is not MISSED:
        assert _knows(life, codes[occasion], start), f"{number}: {life.changes[-1]} {life.skipped}"
    for told in life.told:
        if told.came_back and told.cause == life._round and told.planned.message.template.must_be_known:
            assert held or _knows(life, told.code, told.said_start), f"{number}: {told} came back"


def _knows(life: Life, code: str, start: datetime | None) -> bool:
    heard = any(each.code == code and each.said_start == start and not each.came_back for each in life.told)
    return heard or (code, start) in life.calls
