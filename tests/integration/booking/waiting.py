"""A clinic's waitlist, as the desk and the patients use it: the steps that its tests have in common."""

from datetime import datetime
from typing import Any
from uuid import UUID

import httpx

from chassis.access.actors import Role
from contracts.notifications.messages import OfferAnswered
from tests.integration.booking.chain import Chain, House, made, moment

CANCELLED = {"reason": "The patient is travelling.", "code": "patient_asked"}


class Waitlist:
    """Who waits for a time at one clinic."""

    def __init__(self, chain: Chain, house: House) -> None:
        self.chain = chain
        self.house = house

    async def books(self, patient: str, at: str) -> dict[str, Any]:
        """A consult that starts then, ``2027-03-02T10:00``."""
        slots = await self.chain.slots(self.house, "consult", **{"from": at[:10], "to": at[:10]}, limit=200)
        slot = next(each for each in slots if each["local_start"].startswith(at))
        return made(await self.chain.book(patient, self.house, "consult", slot))

    async def joins(self, patient: str, by: httpx.AsyncClient | None = None, **wish: Any) -> httpx.Response:
        form = {"patient_id": patient, "clinic_ids": [self.house.clinic_id]} | wish
        return await (by or self.chain.desk).post("/waitlist-entries", json=form)

    async def waits(self, patient: str, **wish: Any) -> dict[str, Any]:
        return made(await self.joins(patient, **wish))

    async def cancels(self, appointment: dict[str, Any]) -> None:
        made(await self.chain.desk.post(f"/appointments/{appointment['id']}/cancel", json=CANCELLED))
        await self.chain.booking.fire_timers()

    async def offers(self, **query: Any) -> list[dict[str, Any]]:
        items: list[dict[str, Any]] = made(await self.chain.desk.get("/waitlist-offers", params=query))["items"]
        return items

    async def open_offer(self) -> dict[str, Any]:
        (offer,) = await self.offers(state="open")
        return offer

    async def answers(self, offer: dict[str, Any], what: str, by: httpx.AsyncClient | None = None) -> httpx.Response:
        answer = await (by or self.chain.desk).post(f"/waitlist-offers/{offer['id']}/{what}")
        await self.chain.booking.fire_timers()
        return answer

    async def is_answered(self, offer: dict[str, Any], *, accepted: bool) -> None:
        """The patient wrote yes or no to the message."""
        ids = {name: UUID(offer[key]) for name, key in (("offer_id", "id"), ("patient_id", "patient_id"))}
        now = self.chain.booking.clock.now()
        await self.chain.booking.react(OfferAnswered(**ids, accepted=accepted, answered_at=now))
        await self.chain.booking.fire_timers()

    async def entry(self, entry: dict[str, Any]) -> dict[str, Any]:
        return made(await self.chain.desk.get(f"/waitlist-entries/{entry['id']}"))

    def patient(self, patient: str) -> httpx.AsyncClient:
        return self.chain.booking.client(Role.PATIENT, subject=patient)

    async def passes(self, until: str | datetime) -> None:
        self.chain.booking.clock.set(moment(until) if isinstance(until, str) else until)
        await self.chain.booking.fire_timers()

    async def to_call(self) -> list[str]:
        items = made(await self.chain.desk.get("/worklist", params={"kind": "offer_to_call"}))["items"]
        return [each["subject_id"] for each in items]
