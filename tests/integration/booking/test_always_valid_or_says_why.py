"""Whatever happens in whatever order: the problems that are stored are those that checking everything anew gives."""

import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from chassis.work import Work
from contracts.screening.screenings import ConsentEnded
from contracts.vocabulary import Outcome, ScreeningStage
from services.booking.calendar.domain.appointments import Status
from services.booking.calendar.store.appointments import named_appointments
from services.booking.calendar.tables import appointment_checks, appointments
from services.booking.care.domain.validity import problems_of
from services.booking.care.store.facts import facts_of
from tests.integration.booking.chain import WORK_DAYS, Chain, House, made, moment, refused
from tests.integration.booking.test_spacing import second_course

PATIENTS, CHANGES = 3, 30
OUTCOMES = (Outcome.CLEARED, Outcome.REVIEW, Outcome.CLEARED_WITH_CONDITIONS, Outcome.DEFERRED)


@dataclass
class World:
    """A clinic, some patients with courses, and somebody who changes things without a plan."""

    chain: Chain
    house: House
    choice: random.Random
    consults: list[dict[str, Any]] = field(default_factory=list)
    courses: list[dict[str, Any]] = field(default_factory=list)

    async def begins(self) -> None:
        for _ in range(PATIENTS):
            patient = await self.chain.register(self.house)
            consult, course = await self.chain.cleared(patient, self.house)
            self.consults.append(consult)
            self.courses += [course, await second_course(self.chain, self.house, patient)]
        for _ in range(2 * PATIENTS):
            await self.books()

    async def ahead(self) -> list[dict[str, Any]]:
        asked = {"clinic_id": self.house.clinic_id, "status": "booked"}
        found: list[dict[str, Any]] = made(await self.chain.desk.get("/appointments", params=asked))["items"]
        return found

    async def books(self) -> None:
        course = self.choice.choice(self.courses)
        asked = {"clinic_id": self.house.clinic_id, "kind": "session", "course_id": course["id"]}
        slots = (await self.chain.desk.get("/slots", params=asked)).json().get("items", [])
        if slots:
            slot = self.choice.choice(slots)
            names = {"course_id": course["id"], "reason": "Asked for it."}
            await self.chain.book(course["patient_id"], self.house, "session", slot, **names)

    async def moves(self) -> None:
        if ahead := await self.ahead():
            one = self.choice.choice(ahead)
            days = timedelta(days=self.choice.choice([-7, -1, 1, 7, 28]))
            form = {"starts_at": (moment(one["starts_at"]) + days).isoformat(), "reason": "Asked for it."}
            at = f"/appointments/{one['id']}/move"
            await self.chain.director.post(at, json=form, headers={"If-Match": f'"{one["version"]}"'})

    async def cancels(self) -> None:
        if ahead := await self.ahead():
            at = f"/appointments/{self.choice.choice(ahead)['id']}/cancel"
            made(await self.chain.desk.post(at, json={"reason": "Will not come."}))

    async def decides(self) -> None:
        consult = self.choice.choice(self.consults)
        await self.chain.decide(consult, ScreeningStage.CONSULT, self.choice.choice(OUTCOMES))

    async def agrees(self) -> None:
        course = self.choice.choice(self.courses)
        now = self.chain.booking.clock.now().date()
        until = now + timedelta(days=self.choice.choice([3, 40, 365]))
        await self.chain.agrees(course["patient_id"], self.house.clinic_id, valid_until=until)

    async def disagrees(self) -> None:
        signed = self.choice.choice([one for each in self.chain.signed.values() for one in each])
        facts = {name: getattr(signed, name) for name in ("consent_id", "patient_id", "clinic_id")}
        await self.chain.booking.react(
            ConsentEnded(**facts, reason="withdrawn", ended_at=self.chain.booking.clock.now())
        )

    async def sets_hours(self) -> None:
        at = f"/clinics/{self.house.clinic_id}"
        hours = self.choice.sample(WORK_DAYS, self.choice.randint(2, 5))
        closes = self.choice.choice(["13:00", "18:00"])
        version = made(await self.chain.operator.get(at))["version"]
        form = {"hours": [{**each, "closes": closes} for each in hours]}
        made(await self.chain.operator.patch(at, json=form, headers={"If-Match": f'"{version}"'}))

    async def closes(self) -> None:
        day = self.chain.booking.clock.now().date() + timedelta(days=self.choice.randint(1, 20))
        at = f"/clinics/{self.house.clinic_id}/closures/{day}"
        if self.choice.random() < 0.5:
            made(await self.chain.desk.put(at, json={"reason": "No water."}))
        else:
            await self.chain.desk.delete(at)

    async def permits(self) -> None:
        at = f"/clinics/{self.house.clinic_id}/practitioners/{self.house.nurses[0]}/permissions"
        permission = {"modality": "pen", "max_depth_mm": self.choice.choice(["1.0", "1.5", "2.0"])}
        form = {"permissions": [permission][: self.choice.randint(0, 1)], "reason": "As the licence says."}
        made(await self.chain.director.put(at, json=form))

    async def is_away(self) -> None:
        kind, id, cause = self.choice.choice(
            [("practitioner", self.house.nurses[0], "leave"), ("device", self.house.pens[0], "broken")]
        )
        starts = self.chain.booking.clock.now().date() + timedelta(days=self.choice.randint(0, 15))
        times = {"starts": str(starts), "ends": str(starts + timedelta(days=self.choice.randint(0, 9)))}
        form = {"resource_kind": kind, "resource_id": id, "cause": cause} | times
        entered = await self.chain.director.post(f"/clinics/{self.house.clinic_id}/unavailabilities", json=form)
        if entered.status_code == 409:
            refused(entered, "entered-already")  # it is away then for the same cause
        else:
            made(entered)

    async def waits(self) -> None:
        clock = self.chain.booking.clock
        clock.set(clock.now() + timedelta(hours=self.choice.randint(1, 30)))

    @property
    def changes(self) -> list[Callable[[], Awaitable[None]]]:
        often = [self.books, self.books, self.moves, self.decides]
        return [
            *often,
            self.cancels,
            self.agrees,
            self.disagrees,
            self.sets_hours,
            self.closes,
            self.permits,
            self.is_away,
            self.waits,
        ]


async def stored_and_checked_anew(work: Work) -> list[tuple[list[str], list[str]]]:
    """For each appointment ahead: the codes that are stored, and those that checking it now gives."""
    of = appointments.c
    booked = named_appointments().where(of.status == Status.BOOKED.value, of.starts_at > work.now)
    compared = []
    for row in (await work.execute(booked)).all():
        facts = (await facts_of(work, [row]))[row.id]
        compared.append(([each["code"] for each in row.problems], [each.code.value for each in problems_of(facts)]))
    return compared


@pytest.mark.parametrize("seed", range(4))
async def test_what_is_stored_is_what_checking_everything_anew_gives(chain: Chain, lisbon: House, seed: int) -> None:
    world = World(chain, lisbon, random.Random(seed))
    await world.begins()
    seen: set[str] = set()
    for _ in range(CHANGES):
        await world.choice.choice(world.changes)()
        await chain.booking.fire_timers()
        async with chain.booking.work() as work:
            assert (await work.execute(select(appointment_checks))).all() == []
            for stored, anew in await stored_and_checked_anew(work):
                assert stored == anew
                seen.update(anew)
    assert seen, "nothing was ever in the way: the changes are too tame"
