"""``make bench-pages``: how soon open pages show what happened, while a day of 20 clinics runs.

PAGES boards of tomorrow are open in the browsers of front desks, as many at each clinic, each told by server-sent
events.
Every clinic books BOOKINGS consults of that day one after the other. From the moment that booking has answered, which
is after its commit: until each open page of that clinic is told, and until it has read its changed part again. On the
way are the outbox, Kafka, the console's worker and the console's API, each a process of its own, on the same machine as
all the browsers. Then what a re-read takes of the processors, of all services together: alone, and ten boards of one
clinic at once. Nothing is asserted: it is printed.
"""

import asyncio
import os
import random
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, urlsplit

import httpx

from benchmarks.chain import Chain, open_chain
from benchmarks.served import print_times
from benchmarks.visits import ROUND_THE_CLOCK
from tests.end_to_end.people import NURSE, Json, clinic_form
from tests.parts import parts, report_header

PAGES = int(os.environ.get("PAGES", "200"))
BOOKINGS = int(os.environ.get("BOOKINGS", "15"))
CLINICS = 20
PATIENCE = 30.0
"""Seconds until a page that heard nothing is counted as missed."""
PAUSE = 6.0
"""Seconds between two bookings of a clinic, at most."""


@dataclass(eq=False)
class OpenPage:
    """One board that somebody looks at."""

    browser: httpx.AsyncClient
    clinic_id: str
    told_at: float = 0
    told: asyncio.Event = field(default_factory=asyncio.Event)
    listening: asyncio.Event = field(default_factory=asyncio.Event)

    async def listen(self) -> None:
        """Until cancelled."""
        address = f"/c/{self.clinic_id}/live"
        shown = {"page": "today", "day": _tomorrow()}
        async with self.browser.stream("GET", address, params=shown, timeout=None) as stream:
            async for line in stream.aiter_lines():
                self.listening.set()
                if line == "event: changed":
                    self.told_at = time.perf_counter()
                    self.told.set()

    async def read_again(self) -> None:
        """As the page's script does."""
        board = f"/c/{self.clinic_id}/today"
        answer = await self.browser.get(board, params={"day": _tomorrow()}, headers={"Live": "told"})
        answer.raise_for_status()


@dataclass
class Seen:
    """Milliseconds from the booking."""

    told: list[float] = field(default_factory=list)
    shown: list[float] = field(default_factory=list)
    missed: int = 0


async def main() -> None:
    """Open the clinics, the pages, and the day."""
    print(f"{PAGES} open pages, {CLINICS} clinics, {BOOKINGS} bookings at each, on {os.cpu_count()} cores")
    print(f"(load before: {os.getloadavg()[0]:.1f})")
    async with parts() as running, open_chain(running) as chain, AsyncExitStack() as stack:
        for line in report_header(running):
            print(f"  {line}")
        clinics = [await _open_clinic(chain, number) for number in range(CLINICS)]
        await chain.settle()
        pages: list[OpenPage] = []
        for clinic in clinics:
            browser = await stack.enter_async_context(_signed_in(chain))
            pages += [OpenPage(browser, clinic["id"]) for _ in range(PAGES // CLINICS)]
        listening = [asyncio.create_task(page.listen()) for page in pages]
        await asyncio.gather(*[asyncio.wait_for(page.listening.wait(), 60) for page in pages])
        seen, began = Seen(), time.perf_counter()
        await asyncio.gather(*[_day(chain, clinic, pages, seen) for clinic in clinics])
        print(f"\n{CLINICS * BOOKINGS} bookings in {time.perf_counter() - began:.0f} s, milliseconds from the answer:")
        print_times("the page is told", seen.told, width=28)
        print_times("its changed part is there", seen.shown, width=28)
        print(f"missed within {PATIENCE:.0f} s: {seen.missed} of {len(pages) * BOOKINGS}")
        await chain.settle()
        await _print_cost(chain, "alone", [[page] for page in pages[:: PAGES // CLINICS] * 5])
        at_once = [[page for page in pages if page.clinic_id == clinic["id"]] for clinic in clinics]
        await _print_cost(chain, "ten boards of a clinic at once", at_once * 3)
        for task in listening:
            task.cancel()
        await asyncio.gather(*listening, return_exceptions=True)


async def _print_cost(chain: Chain, how: str, groups: Sequence[Sequence[OpenPage]]) -> None:
    async def read() -> None:
        for group in groups:
            await asyncio.gather(*[page.read_again() for page in group])

    reads = sum(len(group) for group in groups)
    took = {place: 1000 * seconds / reads for place, seconds in (await chain.processor(read())).items()}
    parts = ", ".join(f"{name} {took[name, 'api']:.1f}" for name in ("console", "booking", "screening"))
    print(f"milliseconds of processor a re-read, {how}: {sum(took.values()):.1f} ({parts})")


async def _open_clinic(chain: Chain, number: int) -> Json:
    form = {**clinic_form(f"Clinic {number}", "Europe/Lisbon"), "hours": ROUND_THE_CLOCK}
    clinic: Json = await chain.people.post("operator", "booking", "/clinics", form)
    await chain.people.post("operator", "booking", f"/clinics/{clinic['id']}/rooms", {"name": "Room 1"})
    await chain.people.post("operator", "booking", f"/clinics/{clinic['id']}/practitioners", NURSE)
    return clinic


@asynccontextmanager
async def _signed_in(chain: Chain) -> AsyncIterator[httpx.AsyncClient]:
    limits = httpx.Limits(max_connections=None, keepalive_expiry=2)
    async with httpx.AsyncClient(base_url=chain.people.addresses["console"], limits=limits, timeout=30) as browser:
        going = await browser.get("/sign-in/go", params={"next": "/clinics"})
        asked = dict(parse_qsl(urlsplit(going.headers["Location"]).query))
        chosen = await browser.post(f"{chain.provider.address}/authorize", data={**asked, "person": "0"})
        await browser.get(chosen.headers["Location"])
        yield browser


async def _day(chain: Chain, clinic: Json, pages: list[OpenPage], seen: Seen) -> None:
    here = [page for page in pages if page.clinic_id == clinic["id"]]
    days = {"since": _tomorrow(), "until": _tomorrow()}
    for number in range(BOOKINGS):
        await asyncio.sleep(random.uniform(0, PAUSE))  # no secret
        patient = await chain.people.register(clinic, number)
        for page in here:
            page.told.clear()
        await chain.people.book_consult(clinic, patient, **days)
        booked_at = time.perf_counter()
        await asyncio.gather(*[_watch(page, booked_at, seen) for page in here])


def _tomorrow() -> str:
    return (datetime.now(UTC) + timedelta(days=1)).date().isoformat()


async def _watch(page: OpenPage, booked_at: float, seen: Seen) -> None:
    try:
        await asyncio.wait_for(page.told.wait(), PATIENCE)
    except TimeoutError:
        seen.missed += 1
        return
    seen.told.append((page.told_at - booked_at) * 1000)
    await page.read_again()
    seen.shown.append((time.perf_counter() - booked_at) * 1000)


if __name__ == "__main__":
    asyncio.run(main())
