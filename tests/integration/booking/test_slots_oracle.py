"""Slots against a slow oracle that looks at every minute, over weeks in which clocks change.

What is offered can be booked, and what can be booked is offered: both are tried.
"""

import random
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from chassis.refusals import Refusal
from contracts.vocabulary import Modality
from services.booking.calendar.commands.appointments import place_appointment
from services.booking.calendar.commands.wanted import Wanted
from services.booking.calendar.domain.appointments import AppointmentKind, AppointmentOrigin
from services.booking.calendar.domain.needs import Lengths, Needs, Treats
from services.booking.calendar.domain.slots import AtClinic
from services.booking.calendar.store.occupations import Chosen
from services.booking.calendar.store.slots import Slot, Wish, days_as_moments, free_slots, search
from services.booking.people.domain.opening_hours import Span
from services.booking.people.store.clinics import place_of, places_of
from services.booking.people.store.patients import lock_patient
from tests.integration.booking.chain import Chain, House, made

MINUTE = timedelta(minutes=1)
LENGTHS = Lengths(*(MINUTE * each for each in (30, 45, 5, 10, 15)))
SESSION = Needs(AppointmentKind.SESSION, LENGTHS, treats=Treats(Modality.PEN, "skinpen", Decimal("1.5"), area="face"))
TALK = Needs(AppointmentKind.CONSULT, Lengths(timedelta(), MINUTE * 30))
EVERY_DAY = [("00:00", "05:00"), ("09:00", "13:00"), ("14:00", "19:30"), ("20:00", "24:00")]
HOURS = [{"weekday": day, "opens": opens, "closes": closes} for day in range(7) for opens, closes in EVERY_DAY]


@dataclass
class Diary:
    """What was entered, minute by minute."""

    house: House
    first: date
    last: date
    hours: dict[date, list[tuple[str, str]]] = field(default_factory=dict)
    """Of days that differ."""
    busy: dict[str, set[datetime]] = field(default_factory=dict)
    """UTC minutes at which a practitioner, a room, a device or a patient cannot be had."""
    may: dict[str, tuple[date, date]] = field(default_factory=dict)
    """Days on which a nurse may treat, both included."""
    shifts: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    """The hours of a nurse who does not work in the opening hours, the same every day."""

    def take(self, what: str, start: datetime, end: datetime) -> None:
        minutes = self.busy.setdefault(what, set())
        while start < end:
            minutes.add(start)
            start += MINUTE

    def has(self, what: str, start: datetime, length: timedelta) -> bool:
        busy = self.busy.get(what, set())
        return not any(start + MINUTE * each in busy for each in range(length // MINUTE))

    def is_open(self, minute: datetime) -> bool:
        wall = minute.astimezone(self.house.zone)
        return within(wall.time(), self.hours.get(wall.date(), EVERY_DAY))

    def works(self, nurse: str, start: datetime, length: timedelta) -> bool:
        minutes = ((start + MINUTE * each).astimezone(self.house.zone) for each in range(length // MINUTE))
        return nurse not in self.shifts or all(within(wall.time(), self.shifts[nurse]) for wall in minutes)

    def permitted(self, nurse: str, start: datetime, length: timedelta) -> bool:
        first, last = self.may.get(nurse, (date.min, date.max))
        minutes = (start + MINUTE * each for each in range(length // MINUTE))
        return all(first <= minute.astimezone(self.house.zone).date() <= last for minute in minutes)

    def starts(self, needs: Needs, patient: str) -> set[datetime]:
        """Every start at which everything is free for every minute for which it is needed."""
        since, until = days_as_moments(self.first, self.last, self.house.zone)
        found, start = set(), since
        while start < until:
            if start.astimezone(self.house.zone).minute % 15 == 0 and self._fits(needs, patient, start, until):
                found.add(start)
            start += MINUTE
        return found

    def _fits(self, needs: Needs, patient: str, start: datetime, until: datetime) -> bool:
        of = needs.lengths
        stay = [start + MINUTE * each for each in range(of.total // MINUTE)]
        if stay[-1] >= until or not all(map(self.is_open, stay)) or not self.has(patient, start, of.total):
            return False
        needle = start + of.arrival + of.numbing
        nurses = [each for each in self.house.nurses if self.has(each, needle, of.treatment)]
        pens = needs.treats is None or any(self.has(pen, needle, of.treatment + of.cleaning) for pen in self.house.pens)
        rooms = any(self.has(room, start, of.total + of.cleaning) for room in self.house.rooms)
        return (
            pens
            and rooms
            and any(
                self.permitted(each, needle, of.treatment) and self.works(each, needle, of.treatment) for each in nurses
            )
        )


def within(wall: time, hours: list[tuple[str, str]]) -> bool:
    """Whether a clock on the wall shows a time of one of the stretches."""
    ends = [time.max if closes == "24:00" else time.fromisoformat(closes) for _, closes in hours]
    return any(time.fromisoformat(opens) <= wall < end for (opens, _), end in zip(hours, ends, strict=True))


@pytest.mark.parametrize(
    ("zone", "change"),
    [
        ("Europe/Lisbon", date(2027, 3, 28)),
        ("America/New_York", date(2027, 11, 7)),
        ("Australia/Lord_Howe", date(2027, 4, 4)),
        ("America/Santiago", date(2027, 9, 5)),
        ("Pacific/Auckland", date(2027, 9, 26)),
    ],
)
async def test_what_is_offered_is_what_can_be_booked(chain: Chain, zone: str, change: date) -> None:
    dice = random.Random(zone)
    house = await chain.open(zone, rooms=2, nurses=["2.0", "2.0"], pens=1, hours=HOURS)
    diary = Diary(house, change - timedelta(days=2), change + timedelta(days=2))
    chain.booking.clock.set(datetime.combine(diary.first - timedelta(days=3), time(12), UTC))
    await _plan(chain, diary, change, dice)
    patients = [await chain.register(house) for _ in range(4)]
    for _ in range(4):
        for needs in (TALK, SESSION):
            patient = dice.choice(patients)
            offered = await _offered(chain, diary, needs, patient)
            assert {slot.starts_at for slot in offered} == diary.starts(needs, patient)
            for slot in dice.sample(offered, min(3, len(offered))):
                await _try(chain, diary, needs, slot, dice.choice(patients))
            await _nothing_else_can_be_booked(chain, diary, needs, patient, dice)
    assert len(diary.busy) > 4


async def test_over_several_clinics_each_offers_what_can_be_booked_there(chain: Chain) -> None:
    """Two zones, another change of clocks in each, another length of the phases; the same patient."""
    dice = random.Random("two clinics")
    change = date(2027, 3, 28)
    first, last = change - timedelta(days=1), change + timedelta(days=1)
    chain.booking.clock.set(datetime.combine(first - timedelta(days=3), time(12), UTC))
    diaries = []
    for zone in ("Europe/Lisbon", "Pacific/Auckland"):
        house = await chain.open(zone, rooms=2, nurses=["2.0", "2.0"], pens=1, hours=HOURS)
        diary = Diary(house, first, last)
        await _plan(chain, diary, change, dice)
        diaries.append(diary)
    longer = replace(SESSION, lengths=replace(LENGTHS, numbing=MINUTE * 45, cleaning=MINUTE * 5))
    needs = {diaries[0].house.clinic_id: SESSION, diaries[1].house.clinic_id: longer}
    patients = [await chain.register(diaries[0].house) for _ in range(3)]
    for _ in range(3):
        patient = dice.choice(patients)
        offered = await _offered_at_all(chain, diaries, needs, patient)
        for diary in diaries:
            here = [slot for slot in offered if str(slot.clinic_id) == diary.house.clinic_id]
            assert {slot.starts_at for slot in here} == diary.starts(needs[diary.house.clinic_id], patient)
        walls = [(slot.starts_at.astimezone(_zone_of(slot, diaries)).date(), slot.starts_at) for slot in offered]
        assert walls == sorted(walls)
        first_few = await _offered_at_all(chain, diaries, needs, patient, limit=7)
        assert [slot.starts_at for slot in first_few] == [slot.starts_at for slot in offered[:7]]
        for slot in dice.sample(offered, 4):
            (diary,) = (each for each in diaries if each.house.clinic_id == str(slot.clinic_id))
            booked_for = dice.choice(patients)
            await _try(chain, diary, needs[diary.house.clinic_id], slot, booked_for)
            for each in diaries:  # the patient is one person in both diaries
                each.busy[booked_for] = diary.busy.get(booked_for, set()) | each.busy.get(booked_for, set())


def _zone_of(slot: Slot, diaries: list[Diary]) -> ZoneInfo:
    return next(each.house.zone for each in diaries if each.house.clinic_id == str(slot.clinic_id))


async def _offered_at_all(
    chain: Chain, diaries: list[Diary], needs: dict[str, Needs], patient: str, limit: int = 5000
) -> list[Slot]:
    async with chain.booking.work() as work:
        places = await places_of(work, [UUID(diary.house.clinic_id) for diary in diaries])
        sought = []
        for diary, place in zip(diaries, places.values(), strict=True):
            days = days_as_moments(diary.first, diary.last, diary.house.zone)
            sought.append(AtClinic(place, needs[diary.house.clinic_id], Span(*days)))
        since, until = min(one.within.start for one in sought), max(one.within.end for one in sought)
        return (await search(work, sought, Wish(since, until, limit=limit, patient_id=UUID(patient)))).slots


async def _plan(chain: Chain, diary: Diary, change: date, dice: random.Random) -> None:
    """A short day, a confirmed holiday, leave, repairs, a rota with a break, permissions that end."""
    house, at = diary.house, f"/clinics/{diary.house.clinic_id}"
    for day in (each["day"] for each in made(await chain.desk.get(f"{at}/holidays"))["items"]):
        holiday = date.fromisoformat(day)
        if holiday == change:
            made(await chain.desk.put(f"{at}/holidays/{day}", json={"open": True}))
        elif diary.first <= holiday <= diary.last:
            diary.hours[holiday] = []
    short = change + timedelta(days=1)
    diary.hours[short] = [("10:00", "16:00"), ("22:00", "24:00")]
    hours = [{"opens": opens, "closes": closes} for opens, closes in diary.hours[short]]
    made(await chain.desk.put(f"{at}/closures/{short}", json={"reason": "A course for all.", "hours": hours}))
    since, until = days_as_moments(diary.first, diary.last, house.zone)
    resources = [("practitioner", house.nurses[0], "leave"), ("room", house.rooms[0], "works")]
    for kind, resource, cause in [*resources, ("device", house.pens[0], "broken")]:
        start = since + MINUTE * dice.randrange((until - since) // MINUTE)
        end = start + MINUTE * dice.randrange(30, 20 * 60)
        times = {"starts": start.isoformat(), "ends": end.isoformat()}
        form = {"resource_kind": kind, "resource_id": resource, "cause": cause, **times}
        made(await chain.operator.post(f"{at}/unavailabilities", json=form))
        diary.take(resource, start, end)
    diary.shifts[house.nurses[0]] = [("00:00", "04:00"), ("10:00", "16:30"), ("21:00", "24:00")]
    shift = [
        {"weekday": day, "opens": opens, "closes": closes}
        for day in range(7)
        for opens, closes in diary.shifts[house.nurses[0]]
    ]
    rota = {"practitioner_id": house.nurses[0], "first_day": str(diary.first - timedelta(days=1)), "hours": shift}
    made(await chain.desk.post(f"{at}/shifts", json=rota))
    diary.may[house.nurses[1]] = (diary.first + timedelta(days=1), change)
    first, last = map(str, diary.may[house.nurses[1]])
    may = {"modality": "pen", "max_depth_mm": "2.0", "first_day": first, "last_day": last}
    permitted = {"permissions": [may], "reason": "Is here for some days only."}
    made(await chain.operator.put(f"{at}/practitioners/{house.nurses[1]}/permissions", json=permitted))


async def _offered(chain: Chain, diary: Diary, needs: Needs, patient: str) -> list[Slot]:
    async with chain.booking.work() as work:
        place = await place_of(work, UUID(diary.house.clinic_id))
        days = days_as_moments(diary.first, diary.last, diary.house.zone)
        return await free_slots(work, place, needs, Wish(*days, limit=5000, patient_id=UUID(patient)))


async def _try(chain: Chain, diary: Diary, needs: Needs, slot: Slot, patient: str) -> None:
    """Book it for somebody. It comes through exactly when every minute of it is free."""
    taken = {
        patient: (slot.starts_at, needs.lengths.total),
        str(slot.practitioner_id): (slot.treatment_starts_at, needs.lengths.treatment),
        str(slot.room_id): (slot.starts_at, needs.lengths.total + needs.lengths.cleaning),
    }
    if slot.device_id:
        taken[str(slot.device_id)] = (slot.treatment_starts_at, needs.lengths.treatment + needs.lengths.cleaning)
    # The slot was offered to another patient a moment ago, so only what was booked since can be in the way.
    free = all(diary.has(what, *when) for what, when in taken.items())
    chosen = Chosen(slot.practitioner_id, slot.room_id, slot.device_id)
    assert await _booked(chain, diary, needs, slot.starts_at, chosen, patient) is free
    if free:
        for what, (start, length) in taken.items():
            diary.take(what, start, start + length)


async def _nothing_else_can_be_booked(
    chain: Chain, diary: Diary, needs: Needs, patient: str, dice: random.Random
) -> None:
    """Quarters that are not offered, with everybody and everything that the clinic has."""
    since, until = days_as_moments(diary.first, diary.last, diary.house.zone)
    quarters = {since + 15 * MINUTE * each for each in range((until - since) // (15 * MINUTE))}
    quarters = {start for start in quarters if start + needs.lengths.total <= until}  # what was asked for
    others = sorted(quarters - diary.starts(needs, patient))
    house = diary.house
    for start in dice.sample(others, 2):
        for nurse in house.nurses:
            for room in house.rooms:
                pen = UUID(house.pens[0]) if needs.treats else None
                chosen = Chosen(UUID(nurse), UUID(room), pen)
                assert not await _booked(chain, diary, needs, start, chosen, patient), (start, nurse, room)


async def _booked(chain: Chain, diary: Diary, needs: Needs, start: datetime, chosen: Chosen, patient: str) -> bool:
    """Whether an appointment could be placed there."""
    try:
        async with chain.booking.work() as work:
            place = await place_of(work, UUID(diary.house.clinic_id))
            row = await lock_patient(work, UUID(patient))
            await place_appointment(work, row, needs, Wanted(place, start, chosen), AppointmentOrigin.REQUESTED)
    except Refusal:
        return False
    return True
