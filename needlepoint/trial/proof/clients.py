"""What the clients of a proof do, each on its own, as fast as they are answered: at random, on a few wanted times."""

import asyncio
import random
import time
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from chassis.ids import new_id
from needlepoint.trial.proof.house import House
from needlepoint.trial.proof.system import Answer, BookingApi, Json

BUSY = frozenset({429, 503})
"""The system asks to come back later."""
PAUSE_SECONDS = 1.0
LEAVE = timedelta(hours=2)


@dataclass
class Record:
    """What all clients together were answered."""

    tried: Counter[str] = field(default_factory=Counter)
    """By act."""
    done: Counter[str] = field(default_factory=Counter)
    """By act: those that the API acknowledged."""
    refused: Counter[str] = field(default_factory=Counter)
    """By the name of the problem type."""
    broken: list[str] = field(default_factory=list)
    """Answers that no client should ever get."""
    acknowledged: dict[str, list[Json]] = field(default_factory=lambda: defaultdict(list))
    """The answers to changes, by appointment."""
    doubtful: set[str] = field(default_factory=set)
    """Appointments of which a change got no answer."""
    doubtful_bookings: int = 0

    def note(self, act: str, answer: Answer, appointment: str | None = None, *, may_miss: bool = False) -> bool:
        """Count an answer; True when the change was acknowledged. ``may_miss``: somebody else may have undone it."""
        self.tried[act] += 1
        if 200 <= answer.status < 300:
            self.done[act] += 1
            return True
        if answer.in_doubt:
            self.refused["no answer, or one in doubt"] += 1
            if appointment:
                self.doubtful.add(appointment)
            else:
                self.doubtful_bookings += act in ("book", "book twice", "book held")
        elif answer.status in BUSY:
            self.refused["asked to come back later"] += 1
        elif answer.status in (409, 412, 422) or (may_miss and answer.status == 404):
            self.refused[answer.problem] += 1
        else:
            self.broken.append(f"{act} was answered with {answer.status}: {answer.body.get('detail', '')}")
        return False

    def known(self) -> list[Json]:
        """The last acknowledged state of each appointment that is booked."""
        newest = (max(answers, key=lambda one: int(one["version"])) for answers in self.acknowledged.values())
        return [one for one in newest if one["status"] == "booked"]


@dataclass
class Client:
    """One client: a front desk that books, holds, moves and cancels, or enters leave and closed days."""

    who: str
    api: BookingApi
    houses: list[House]
    record: Record
    now: datetime
    dice: random.Random

    async def work(self, until: float) -> None:
        """Act after act until ``time.monotonic()`` is ``until``."""
        acts: list[tuple[int, Callable[[House], Awaitable[None]]]] = [
            (35, self._book),
            (5, self._book_twice),
            (10, self._hold),
            (28, self._move),
            (4, self._swap),
            (14, self._cancel),
            (3, self._leave),
            (1, self._close),
        ]
        weights = [weight for weight, _ in acts]
        while time.monotonic() < until:
            (_, act) = self.dice.choices(acts, weights)[0]
            await act(self.dice.choice(self.houses))

    async def _change(self, act: str, path: str, body: Json, appointment: str | None = None, **more: Any) -> Answer:
        answer = await self.api.ask(self.who, "POST", path, body, **more)
        if self.record.note(act, answer, appointment):
            self.record.acknowledged[answer.body["id"]].append(answer.body)
        elif answer.status in BUSY:
            await asyncio.sleep(PAUSE_SECONDS * self.dice.random() * 2)
        return answer

    async def _book(self, house: House) -> None:
        await self._change("book", "/appointments", self._form(house))

    async def _book_twice(self, house: House) -> None:
        """One request that is sent twice at once, as a browser does that lost its network: one appointment at most."""
        form, key = self._form(house), str(new_id())
        answers = await asyncio.gather(
            *[self.api.ask(self.who, "POST", "/appointments", form, key=key) for _ in range(2)]
        )
        for answer in answers:
            self.record.note("book twice", answer)
        made = {answer.body["id"]: answer.body for answer in answers if answer.status == 201}
        for which, body in made.items():
            self.record.acknowledged[which].append(body)
        if len(made) > 1:
            self.record.broken.append(f"one request that was sent twice made two appointments: {', '.join(made)}")

    async def _hold(self, house: House) -> None:
        """A slot is held while somebody decides: then it is booked, given back, or forgotten."""
        form = self._form(house)
        held = await self.api.ask(self.who, "POST", "/holds", form)
        if not self.record.note("hold", held):
            return
        match self.dice.randrange(4):
            case 0 | 1:
                booked = await self._change("book held", "/appointments", form | {"hold_id": held.body["id"]})
                if booked.problem == "slot-taken":
                    self.record.broken.append(f"hold {held.body['id']} was given, and its slot to somebody else.")
            case 2:
                back = await self.api.ask(self.who, "DELETE", f"/holds/{held.body['id']}")
                self.record.note("give back", back)

    def _form(self, house: House) -> Json:
        patient = self.dice.choice(house.patients)
        course = house.courses.get(patient)
        kind = {"kind": "session", "course_id": course} if course else {"kind": "consult"}
        return {"patient_id": patient, "clinic_id": house.clinic_id, **kind, **self._choice(house, bool(course))}

    def _choice(self, house: House, device: bool) -> Json:
        chosen = {
            "starts_at": self.dice.choice(house.times(self.now)).isoformat(),
            "practitioner_id": self.dice.choice(house.nurses),
            "room_id": self.dice.choice(house.rooms),
        }
        return chosen | ({"device_id": self.dice.choice(house.devices)} if device else {})

    async def _move(self, _: House) -> None:
        if not (known := self.record.known()):
            return
        one = self.dice.choice(known)
        house = next(house for house in self.houses if house.clinic_id == one["clinic_id"])
        path = f"/appointments/{one['id']}/move"
        choice = self._choice(house, bool(one["device_id"]))
        await self._change("move", path, choice, one["id"], version=one["version"])

    async def _swap(self, house: House) -> None:
        """Two appointments of one clinic change places: both, or neither."""
        here = [one for one in self.record.known() if one["clinic_id"] == house.clinic_id]
        if len(here) < 2:
            return
        one, other = self.dice.sample(here, 2)
        path = f"/appointments/{one['id']}/swap"
        body = {"with_appointment_id": other["id"], "version": other["version"]}
        answer = await self.api.ask(self.who, "POST", path, body, version=one["version"])
        if self.record.note("swap", answer, one["id"]):
            for each in answer.body["appointments"]:
                self.record.acknowledged[each["id"]].append(each)
        elif answer.in_doubt:
            self.record.doubtful.add(other["id"])

    async def _cancel(self, _: House) -> None:
        if known := self.record.known():
            one = self.dice.choice(known)
            await self._change("cancel", f"/appointments/{one['id']}/cancel", {"reason": "a proof"}, one["id"])

    async def _leave(self, house: House) -> None:
        """Somebody is away, or something is repaired, for two hours; half of it is taken back."""
        kind = self.dice.choice(["practitioner", "room", "device"])
        which = self.dice.choice({"practitioner": house.nurses, "room": house.rooms, "device": house.devices}[kind])
        starts, ends = sorted(self.dice.sample(house.times(self.now), 2))
        form = {
            "resource_kind": kind,
            "resource_id": which,
            "cause": {"practitioner": "leave", "room": "works", "device": "broken"}[kind],
            "starts": starts.isoformat(),
            "ends": min(ends, starts + LEAVE).isoformat(),
        }
        at = f"/clinics/{house.clinic_id}/unavailabilities"
        answer = await self.api.ask(self.who, "POST", at, form)
        if self.record.note("leave", answer) and self.dice.random() < 0.5:
            back = await self.api.ask(self.who, "POST", f"{at}/{answer.body['id']}/withdraw", {"reason": "a proof"})
            self.record.note("take leave back", back)

    async def _close(self, house: House) -> None:
        """A clinic is closed on a day, and opens again."""
        at = f"/clinics/{house.clinic_id}/closures/{self.dice.choice(house.days(self.now)).isoformat()}"
        self.record.note("close", await self.api.ask(self.who, "PUT", at, {"reason": "a proof"}))
        if self.dice.random() < 0.6:
            self.record.note("open again", await self.api.ask(self.who, "DELETE", at), may_miss=True)
