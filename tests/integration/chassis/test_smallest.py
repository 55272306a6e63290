"""A service of ten lines has what every service has: API, outbox, relay, consumer, inbox."""

from sqlalchemy import select

from chassis.access.actors import Role
from chassis.data.tables import event_log, inbox
from tests.integration.chassis.consuming import until_outbox_is_empty
from tests.integration.chassis.smallest import CountedDown, service
from tests.support.fixtures import RunService
from tests.support.waiting import eventually


async def test_an_event_of_its_own_goes_round_through_kafka_until_nothing_is_left(run_service: RunService) -> None:
    async with run_service(service) as smallest:
        await smallest.start_worker()
        started = await smallest.client(Role.OPERATOR).post("/countdowns", json={"rocket": "ariane", "seconds": 3})
        assert started.status_code == 201, started.text

        async def lifted_off() -> None:
            async with smallest.work() as work:
                payloads = (await work.execute(select(event_log.c.payload).order_by(event_log.c.sequence))).scalars()
                assert [CountedDown.model_validate(each).left for each in payloads] == [3, 2, 1, 0]
                assert len((await work.execute(select(inbox.c.event_id))).all()) == 4

        await eventually(lifted_off)
        await until_outbox_is_empty(smallest)


async def test_it_refuses_in_the_same_words_as_any_other(run_service: RunService) -> None:
    async with run_service(service) as smallest:
        refused = await smallest.client(Role.PATIENT).post("/countdowns", json={"rocket": "ariane", "seconds": 3})
    assert refused.status_code == 403
    assert refused.json()["type"] == "urn:needlepoint:problem:forbidden"
