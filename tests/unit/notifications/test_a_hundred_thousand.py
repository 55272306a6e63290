"""Appointments booked, moved, held, cancelled and missed at random against a clock, by the rules that a worker applies.

2,000 by default; ``make prove-messages`` for the whole proof (some minutes). What arrives is judged by what was true
when it left.
"""

import heapq
import os
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from itertools import count
from uuid import UUID
from zoneinfo import ZoneInfo

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
from services.notifications.domain.recipients import Contact
from tests.unit.notifications.shipped import SHIPPED

MANY = int(os.environ.get("MANY", "2000"))
START = datetime(2026, 9, 1, tzinfo=UTC)
ZONES = [ZoneInfo(name) for name in ("Europe/Lisbon", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu")]
BOOKED, HELD, CANCELLED, MISSED = (
    AppointmentState.BOOKED,
    AppointmentState.HELD,
    AppointmentState.CANCELLED,
    AppointmentState.MISSED,
)


REACHED = Contact("Ana", "sms", "+351912345678", None)
NOT_REACHED = Contact("Ana", "sms", None, None)


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
    reachable: bool


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
    told: list[Told] = field(default_factory=list)
    calls: list[tuple[str, datetime | None]] = field(default_factory=list)
    """What somebody has to call about: template and start."""
    skipped: Counter[str] = field(default_factory=Counter)
    changes: list[tuple[Occasion, datetime, datetime]] = field(default_factory=list)
    """What happened, when, and the start from then on."""
    _queue: list[tuple[datetime, int, Message, int, int]] = field(default_factory=list)
    _round: int = 0
    _numbers: Iterator[int] = field(default_factory=count)

    @property
    def hours(self) -> MessageHours:
        return MessageHours(time(8), time(21), self.home)

    def happens(self, occasion: Occasion | None, appointment: Appointment) -> None:
        """An event: what is planned about the appointment is called off, and what follows is planned."""
        self.appointment = appointment
        if occasion is None:  # held or released: what waits goes on waiting, or is planned again
            return
        self._round += 1
        self.changes.append((occasion, self.now, appointment.starts_at))
        announcement = Announcement(
            occasion,
            about=about_appointment(UUID(int=1)),
            clinic_id=UUID(int=2),
            happened_at=self.now,
            patient_id=UUID(int=3),
            appointment_id=UUID(int=1),
            starts_at=appointment.starts_at,
            word="session",
        )
        for code in SHIPPED.for_occasion(occasion, "session"):
            message = announcement.message(UUID(int=next(self._numbers)), code, SHIPPED.templates[code])
            self._settle(
                message, plan(message.template, message.anchor, now=self.now, zone=self.zone, hours=self.hours), 0
            )

    def _settle(self, message: Message, outcome: object, looks: int) -> None:
        if isinstance(outcome, Wait | LookAgain):
            at = outcome.until if isinstance(outcome, Wait) else next_look(looks, self.now, message.not_after)
            heapq.heappush(self._queue, (at, next(self._numbers), message, self._round, looks + 1))
        elif isinstance(outcome, Fail):
            self.calls.append((message.code, message.anchor.starts_at))
        elif isinstance(outcome, Skip):
            self.skipped[outcome.reason] += 1

    def runs_until(self, moment: datetime) -> None:
        """The worker delivers what is due; it may be down for some hours, and catches up."""
        down = timedelta(hours=self.random.choice((0, 0, 0, 5, 30)))
        while self._queue and self._queue[0][0] <= moment:
            due, _, message, planned_in, looks = heapq.heappop(self._queue)
            self.now = max(self.now, min(due + down, moment))
            if planned_in == self._round:
                self._deliver(message, looks)
        self.now = max(self.now, moment)

    def _deliver(self, message: Message, looks: int) -> None:
        template, known = message.template, self.appointment
        seen = Circumstances(
            now=self.now,
            not_after=message.not_after,
            cause_holds=still_true(template.only_while, message.anchor.starts_at, known),
            contact=self.contact,
            hours=self.hours,
            opted_out=frozenset({MessageScope.ALL}) if self.opted_out else frozenset(),
            held=waits(template.only_while, known),
        )
        outcome = decide(template, seen)
        if isinstance(outcome, Send):
            said, reachable = message.anchor.starts_at, self.contact is REACHED
            self.told.append(Told(message.code, self.now, self._round, said, known, self.opted_out, reachable))
        elif not isinstance(outcome, CallOff):
            self._settle(message, outcome, looks)


def lived(number: int) -> Life:
    """One life, the same for the same number."""
    dice = random.Random(number)  # a test's dice
    zone = dice.choice(ZONES)
    now = START + timedelta(minutes=dice.randrange(0, 120 * 24 * 60))
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


def _one_event(life: Life, dice: random.Random) -> None:
    start = life.appointment.starts_at
    match dice.choices(("nothing", "moved", "cancelled", "held", "stop", "address"), (6, 3, 1, 1, 0.3, 0.5))[0]:
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
            life.contact = NOT_REACHED if life.contact is REACHED else REACHED


def test_nobody_hears_what_is_not_so_and_whoever_must_know_knows_or_is_called() -> None:
    heard: Counter[str] = Counter()
    called: Counter[str] = Counter()
    for number in range(MANY):
        life = lived(number)
        heard.update(each.code for each in life.told)
        called.update(code for code, _ in life.calls)
        for told in life.told:
            _assert_true_then(life, told, number)
        twice = Counter((each.code, each.cause) for each in life.told)
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
    assert told.reachable, f"{number}: {told} to nobody"
    shown = told.at.astimezone(life.home).time()
    assert template.urgent or time(8) <= shown < time(21), f"{number}: {told} in quiet hours ({shown})"


def _assert_known(life: Life, number: int) -> None:
    """Of each move and cancellation: heard before the next change, called, replaced by the next one, or opted out."""
    codes = {Occasion.APPOINTMENT_MOVED: "appointment_moved", Occasion.APPOINTMENT_CANCELLED: "appointment_cancelled"}
    occasion, _, start = life.changes[-1]
    if occasion not in codes or life.opted_out:
        return  # who opted out is on booking's list as soon as the clinic changes something
    code = codes[occasion]
    heard = any(each.code == code and each.said_start == start for each in life.told)
    called = (code, start) in life.calls
    held = life.appointment.state is HELD or any("held" in reason for reason in life.skipped)
    assert heard or called or held or life.appointment.state is MISSED, f"{number}: {life.changes[-1]} {life.skipped}"
