from collections.abc import AsyncIterator

import pytest_asyncio

from services.booking.app import service
from tests.integration.booking.chain import MONDAY, Chain, House, moment
from tests.integration.booking.waiting import Waitlist
from tests.support.fixtures import RunService
from tests.support.running import Running


@pytest_asyncio.fixture(loop_scope="session")
async def booking(run_service: RunService) -> AsyncIterator[Running]:
    """Booking on a database of its own; it is Monday, 1 March 2027, 08:00 in Lisbon."""
    async with run_service(service, start=MONDAY) as running:
        yield running


@pytest_asyncio.fixture(loop_scope="session")
async def chain(booking: Running) -> Chain:
    return Chain(booking)


@pytest_asyncio.fixture(loop_scope="session")
async def lisbon(chain: Chain) -> House:
    """One room, one nurse who may needle to 2 mm, one pen; open on workdays from 09:00 to 18:00."""
    return await chain.open()


@pytest_asyncio.fixture(loop_scope="session")
async def waitlist(chain: Chain, lisbon: House) -> Waitlist:
    chain.booking.clock.set(moment("2027-03-01T09:00:00+00:00"))
    await chain.booking.fire_timers()  # the clinic has opened, and nobody waited for that
    return Waitlist(chain, lisbon)
