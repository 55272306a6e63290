"""What random months also do: recalls by number and their end, numbers of another lot, products that are retired."""

from collections import defaultdict
from datetime import date, timedelta
from uuid import UUID

import httpx

from chassis.access.actors import Role
from contracts.booking.cartridges import CartridgeUsed
from tests.integration.inventory.stories import PEN, Appointment, deliver, scan
from tests.support.running import Running


class RecallActs:
    """Acts of a history; each takes a clinic, an appointment, a lot's letter, how many, and days ahead."""

    inventory: Running
    keeper: httpx.AsyncClient
    name: str
    expires: dict[str, date]
    said: defaultdict[UUID, list[CartridgeUsed]]

    def lot(self, letter: str) -> str:
        """The history's own lot of a letter."""
        return f"{letter}{self.name}"

    def number(self, letter: str, which: int) -> str:
        """One of three numbers that a lot comes with."""
        return f"{letter}{self.name}-{which}"

    async def receive_numbers(self, clinic: UUID, _: Appointment, lot: str, count: int, days: int) -> None:
        """Up to three by number, at either clinic; those that came before are refused."""
        for which in range(1, count + 1):
            label = scan(self.lot(lot), self.expires[lot], serial=self.number(lot, which))
            assert (await deliver(self.keeper, clinic, (label, 1))).status_code in (201, 422)

    async def recall_numbers(self, _: UUID, __: Appointment, lot: str, count: int, days: int) -> None:
        """Some numbers of a lot are recalled, whether they came or not."""
        numbers = [self.number(lot, which) for which in range(1, count + 1)]
        body = {"gtin": PEN, "lot": self.lot(lot), "serials": numbers, "reason": "cracked tips", "confirmed": True}
        answer = await self.keeper.post("/recalls", json=body)
        assert answer.status_code in (201, 409), answer.text

    async def end_recall(self, _: UUID, __: Appointment, lot: str, count: int, days: int) -> None:
        """The newest recalls were mistakes."""
        director = self.inventory.client(Role.MEDICAL_DIRECTOR)
        for recall in (await self.keeper.get("/recalls", params={"limit": str(count)})).json()["items"]:
            answer = await director.post(f"/recalls/{recall['id']}/withdraw", json={"reason": "another was meant"})
            assert answer.status_code in (200, 409), answer.text

    async def use_other_lot(self, clinic: UUID, appointment: Appointment, lot: str, count: int, days: int) -> None:
        """The session says a lot that its cartridge was not received as."""
        letters = sorted(self.expires)
        other = letters[(letters.index(lot) + 1 + days) % len(letters)]
        when = self.inventory.clock.now() - timedelta(days=days % 3)
        used = appointment.used(self.lot(other), when, self.number(lot, count), clinic_id=clinic)
        self.said[appointment.id].append(used)
        await self.inventory.react(used)

    async def retire(self, _: UUID, __: Appointment, lot: str, count: int, days: int) -> None:
        """The product is retired, or is back: what is on the shelf is used up either way."""
        place = f"/products/{PEN}"
        tag = (await self.keeper.get(place)).headers["ETag"]
        verb = "retire" if days == 0 else "reinstate"
        answer = await self.keeper.post(f"{place}/{verb}", json={"reason": "a trial"}, headers={"If-Match": tag})
        assert answer.status_code in (200, 409, 422), answer.text
