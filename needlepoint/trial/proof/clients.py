"""What the clients of a proof do, each on its own, as fast as they are answered: at random, on a few wanted times."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chassis.ids import new_id
from needlepoint.trial.proof.house import House
from needlepoint.trial.proof.operators import Operator
from needlepoint.trial.proof.record import BUSY, Record
from needlepoint.trial.proof.system import Answer, BookingApi, Json

PAUSE_SECONDS = 1.0


@dataclass
class Client:
    """One client: a front desk that books, holds, moves and cancels, and sometimes changes what a clinic has."""

    who: str
    api: BookingApi
    houses: list[House]
    record: Record
    now: datetime
    dice: random.Random

    async def work(self, until: float) -> None:
        """Act after act until ``time.monotonic()`` is ``until``."""
        operator = Operator(self.who, self.api, self.record, self.now, self.dice)
        acts: list[tuple[int, Callable[[House], Awaitable[None]]]] = [
            (35, self._book),
            (5, self._book_twice),
            (10, self._hold),
            (28, self._move),
            (4, self._swap),
            (14, self._cancel),
            (3, operator.leave),
            (1, operator.close),
            (2, operator.permit),
            (2, operator.set_chairs),
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
