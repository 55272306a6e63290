"""What changes at a clinic while others book there: leave, closed days, permissions, chairs."""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta

from needlepoint.trial.proof.house import PERMISSION, TOO_SHALLOW, House
from needlepoint.trial.proof.record import Record
from needlepoint.trial.proof.system import BookingApi, Json

LEAVE = timedelta(hours=2)
LASTING = 0.3
"""The share of lesser permissions that stay."""
MOST_CHAIRS = 3


@dataclass
class Operator:
    """Somebody who changes what a clinic has, at random."""

    who: str
    api: BookingApi
    record: Record
    now: datetime
    dice: random.Random

    async def leave(self, house: House) -> None:
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

    async def close(self, house: House) -> None:
        """A clinic is closed on a day, and opens again."""
        at = f"/clinics/{house.clinic_id}/closures/{self.dice.choice(house.days(self.now)).isoformat()}"
        self.record.note("close", await self.api.ask(self.who, "PUT", at, {"reason": "a proof"}))
        if self.dice.random() < 0.6:
            self.record.note("open again", await self.api.ask(self.who, "DELETE", at), may_miss=True)

    async def permit(self, house: House) -> None:
        """A practitioner may do less from a day on, or not as deep, and mostly everything again after a while."""
        last_day = self.dice.choice(house.days(self.now)) - timedelta(days=self.dice.randrange(2))
        less: list[Json] = [
            {**PERMISSION, "last_day": last_day.isoformat()},
            {**PERMISSION, "max_depth_mm": TOO_SHALLOW},
        ]
        at = f"/clinics/{house.clinic_id}/practitioners/{self.dice.choice(house.nurses)}/permissions"
        for act, permission in (("permit less", self.dice.choice(less)), ("permit again", PERMISSION)):
            form = {"permissions": [permission], "reason": "a proof"}
            self.record.note(act, await self.api.ask(self.who, "PUT", at, form))
            if self.dice.random() < LASTING:
                return

    async def set_chairs(self, house: House) -> None:
        """A room takes more or fewer at once from a day on, or does not after all."""
        day = self.dice.choice(house.days(self.now)).isoformat()
        at = f"/clinics/{house.clinic_id}/rooms/{self.dice.choice(house.rooms_that_change)}/capacities/{day}"
        form = {"at_once": self.dice.randint(1, MOST_CHAIRS), "reason": "a proof"}
        self.record.note("set chairs", await self.api.ask(self.who, "PUT", at, form))
        if self.dice.random() < 0.5:
            self.record.note("take chairs back", await self.api.ask(self.who, "DELETE", at), may_miss=True)
