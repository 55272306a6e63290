"""``needlepoint replay``: projections are made again from history, and nothing else happens again."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, func, select, update

from chassis.data.tables import audit_log, event_log, timers
from chassis.events import rebuild
from chassis.events.claims import claim, identity_of
from chassis.events.past import BEGINNING, History
from chassis.events.reactions import Reactions
from chassis.events.rebuild import NotOnlyAProjection, Rebuilding
from chassis.ids import new_id
from chassis.work import Work
from contracts.booking import worklist
from contracts.booking.clinics import ClinicOpened
from contracts.booking.patients import ContactPreferencesChanged
from contracts.registry import BY_TYPE
from services.notifications import tables
from tests.integration.notifications.stories import DAY, START, Appointment, Patient, arrived, opened, run_until
from tests.integration.notifications.test_digests import DESK, TUESDAY, item, mails, set_digest
from tests.integration.operations.conftest import Chain, number_of
from tests.support.running import Running, delivery_of
from tests.support.waiting import eventually

PROJECTIONS = (tables.clinics, tables.patients, tables.appointments)
EFFECTS = (tables.messages, tables.channel_journal, tables.deliveries, tables.opt_outs, timers, event_log)
REPLAY = ("replay", "--service", "notifications", "--from")


async def rows_of(running: Running, *which: Any) -> dict[str, list[Any]]:
    """Everything in these tables."""
    async with running.work() as work:
        return {
            table.name: list(await work.execute(select(table).order_by(*table.primary_key.columns))) for table in which
        }


async def spoil(running: Running) -> None:
    """Copies as a bad release might leave them: some wrong, some gone."""
    async with running.work() as work:
        await work.execute(update(tables.clinics).values(time_zone="Asia/Tokyo"))
        await work.execute(delete(tables.appointments))
        await work.execute(delete(tables.patients))


async def test_spoiled_projections_are_as_they_were_and_nothing_else_has_happened(chain: Chain) -> None:
    clinic = new_id()
    ana, rui = Patient(clinic), Patient(clinic, phone="+351910000002")
    visit, other = Appointment(ana, START + 3 * DAY), Appointment(rui, START + 4 * DAY)
    await chain.publish_and_consume(opened(clinic), ana.registered(), rui.registered(), visit.booked(), other.booked())
    await run_until(chain.notifications, START + timedelta(hours=2))
    await chain.publish_and_consume(
        ana.changed(phone="+351913333333"),
        ContactPreferencesChanged(patient_id=ana.id, channel="whatsapp", marketing=True),
        visit.moved(START + 5 * DAY),
        other.cancelled(),
    )
    await run_until(chain.notifications, START + timedelta(hours=4))
    projections, effects = (
        await rows_of(chain.notifications, *PROJECTIONS),
        await rows_of(chain.notifications, *EFFECTS),
    )
    await spoil(chain.notifications)

    answer = await chain.order(*REPLAY, "beginning")

    said = [
        f"notifications: {each} projected again.\n"
        for each in ("9 events of booking", "0 events of inventory", "0 events of screening")
    ]
    assert (answer.exit_code, answer.stdout) == (0, "".join(said))
    assert await rows_of(chain.notifications, *PROJECTIONS) == projections
    assert await rows_of(chain.notifications, *EFFECTS) == effects


async def test_a_replay_sends_nobody_a_second_digest_and_the_next_one_counts_what_is_open(chain: Chain) -> None:
    clinic = new_id()
    await chain.publish_and_consume(opened(clinic))
    assert (await set_digest(chain.notifications, clinic, recipients=[{"email": DESK}])).status_code == 200
    await chain.publish_and_consume(item(worklist, clinic, "call_patient"))
    await run_until(chain.notifications, TUESDAY + timedelta(hours=1))
    assert len(await mails(chain.notifications)) == 1
    async with chain.notifications.work() as work:
        await work.execute(delete(tables.open_items))

    assert (await chain.order(*REPLAY, "beginning")).exit_code == 0

    await run_until(chain.notifications, TUESDAY + timedelta(hours=5))
    assert len(await mails(chain.notifications)) == 1
    await run_until(chain.notifications, TUESDAY + DAY + timedelta(hours=1))
    assert [address for address, _ in await mails(chain.notifications)] == [DESK, DESK]


async def test_after_a_replay_each_message_still_comes_once_and_at_its_time(chain: Chain) -> None:
    clinic = new_id()
    ana = Patient(clinic)
    visit = Appointment(ana, START + 3 * DAY)
    await chain.publish_and_consume(opened(clinic), ana.registered(), visit.booked())
    await run_until(chain.notifications, START + timedelta(hours=2))
    await spoil(chain.notifications)

    for _ in range(2):
        assert (await chain.order(*REPLAY, "beginning")).exit_code == 0
    await chain.consume()  # and Kafka delivers all of it again, too
    await run_until(chain.notifications, START + 5 * DAY)

    told = [(letter.address, letter.handed_over_at - START > DAY) for letter in await arrived(chain.notifications)]
    assert told == [(ana.phone, False), (ana.phone, True)]  # confirmed at once, reminded later


async def test_what_was_not_consumed_yet_is_left_to_the_consumer_and_has_its_effect_then(chain: Chain) -> None:
    clinic = new_id()
    ana = Patient(clinic)
    await chain.publish_and_consume(opened(clinic), ana.registered())
    visit = Appointment(ana, START + 3 * DAY)
    await chain.publish(ana.changed(phone="+351913333333"), visit.booked())

    answer = await chain.order(*REPLAY, "beginning")

    assert "2 events of booking projected again. 2 had no effect yet" in answer.stdout
    assert await number_of(chain.notifications, ana) == ana.phone
    await chain.consume()
    await run_until(chain.notifications, START + timedelta(hours=2))
    assert [letter.address for letter in await arrived(chain.notifications)] == ["+351913333333"]


async def test_a_dead_letter_is_not_brought_to_effect_nor_is_one_that_was_given_up(
    chain: Chain, monkeypatch: pytest.MonkeyPatch
) -> None:
    clinic = new_id()
    ana = Patient(clinic)
    await chain.publish_and_consume(opened(clinic), ana.registered())
    with monkeypatch.context() as broken:
        broken.setattr("services.notifications.reactions.projections.change_patient", _fails)
        await chain.publish_and_consume(ana.changed(phone="+351913333333"))
    await spoil(chain.notifications)

    waiting = await chain.order(*REPLAY, "beginning")
    assert "2 events of booking projected again. 1 had no effect" in waiting.stdout
    assert await number_of(chain.notifications, ana) == ana.phone

    listed = (
        await chain.order("dead-letters", "list", "--ungrouped", "--service", "notifications")
    ).stdout.splitlines()
    id = listed[1].split("\t")[1]
    await chain.order("dead-letters", "discard", id, "--service", "notifications", "--reason", "a test")
    given_up = await chain.order(*REPLAY, "beginning")
    assert "2 events of booking projected again. 1 had no effect" in given_up.stdout
    assert await number_of(chain.notifications, ana) == ana.phone


async def _fails(*_: object) -> None:
    raise ValueError("cannot be kept")


async def test_from_a_day_on_only_what_was_published_since_is_projected_again(chain: Chain) -> None:
    clinic = new_id()
    ana = Patient(clinic)
    await chain.publish_and_consume(opened(clinic), ana.registered())
    chain.booking.clock.advance(3 * DAY)
    await chain.publish_and_consume(ana.changed(phone="+351913333333"))
    async with chain.notifications.work() as work:
        await work.execute(update(tables.patients).values(phone="wrong", channel="wrong"))

    answer = await chain.order(*REPLAY, f"{START + 2 * DAY:%F}")

    assert "1 events of booking projected again" in answer.stdout
    async with chain.notifications.work() as work:
        row = (await work.execute(select(tables.patients.c.phone, tables.patients.c.channel))).one()
    assert tuple(row) == ("+351913333333", "wrong")


async def test_what_is_consumed_while_history_is_read_is_not_overwritten_with_something_older(chain: Chain) -> None:
    clinic = new_id()
    ana = Patient(clinic)
    await chain.publish_and_consume(opened(clinic), ana.registered(), ana.changed(phone="+351910000001"))
    rebuilding = rebuilding_of(chain.notifications)
    types = rebuilding.types_by_publisher()["booking"]
    history = await History.open(chain.booking.worker.transactions.database, "booking", types, BEGINNING)
    read = [key async for key in history.by_key()]
    await chain.publish_and_consume(ana.changed(phone="+351910000002"))

    done = await rebuilding.run(_AsRead(history, read))  # type: ignore[arg-type]  # one that was read a while ago

    assert await number_of(chain.notifications, ana) == "+351910000002"
    assert (done.projected, done.left) == (4, 0)


class _AsRead:
    """A history that was read before something more was committed."""

    def __init__(self, history: History, read: list[Any]) -> None:
        self.later = history.later
        self._read = read

    async def by_key(self) -> Any:
        for key in self._read:
            yield key


def rebuilding_of(running: Running) -> Rebuilding:
    return Rebuilding(running.service.name, running.service.reactions, running.worker.transactions)


async def test_with_live_traffic_in_between_every_projection_ends_as_the_last_event_says(
    chain: Chain, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rebuild, "BATCH", 4)
    clinic = new_id()
    patients = [Patient(clinic) for _ in range(12)]
    await chain.publish(opened(clinic), *[each.registered() for each in patients])
    await chain.booking.start_worker()
    await chain.notifications.start_worker()

    async def change(patient: Patient) -> None:
        for number in range(30):
            await chain.publish(patient.changed(phone=f"+35191{number:07}"))

    replays: list[str] = []

    async def replay_again_and_again() -> None:
        while True:
            replays.append((await chain.order(*REPLAY, "beginning")).stdout)

    replaying = asyncio.create_task(replay_again_and_again())
    await asyncio.gather(*map(change, patients))

    async def all_say_the_last() -> None:
        assert {await number_of(chain.notifications, each) for each in patients} == {f"+35191{29:07}"}

    await eventually(all_say_the_last, 120)
    seen = len(replays)

    async def once_more() -> None:
        assert len(replays) > seen + 1

    await eventually(once_more, 120)
    replaying.cancel()
    await asyncio.gather(replaying, return_exceptions=True)
    await all_say_the_last()
    assert all("projected again" in words for words in replays)


async def test_a_projection_that_fails_is_named_and_its_patient_is_left_as_was(
    chain: Chain, monkeypatch: pytest.MonkeyPatch
) -> None:
    clinic = new_id()
    ana = Patient(clinic)
    await chain.publish_and_consume(opened(clinic), ana.registered(), ana.changed(phone="+351910000001"))
    monkeypatch.setattr("services.notifications.reactions.projections.change_patient", _fails)

    answer = await chain.order(*REPLAY, "beginning")

    assert answer.exit_code == 1
    assert "notifications could not project needlepoint.booking.PatientChanged.v1" in answer.stdout
    assert "Correct the cause and run the same command again" in answer.stdout
    assert await number_of(chain.notifications, ana) == "+351910000001"


async def test_a_replay_leaves_a_trace_in_the_audit_log(chain: Chain) -> None:
    await chain.publish_and_consume(opened(new_id()))

    await chain.order(*REPLAY, "2026-11-01")

    async with chain.notifications.work() as work:
        rows = (await work.execute(select(audit_log).order_by(audit_log.c.subject))).all()
    since = "2026-11-01T00:00:00+00:00"
    assert [(row.action, row.subject, row.details) for row in rows] == [
        ("projections_rebuilt", "booking", {"since": since, "events": 1}),
        ("projections_rebuilt", "inventory", {"since": since, "events": 0}),
        ("projections_rebuilt", "screening", {"since": since, "events": 0}),
    ]


@pytest.mark.parametrize("doing", ["publish", "audit", "set_timer", "cancel_timer", "cancel_timers"])
async def test_what_is_more_than_a_projection_is_not_run_again(chain: Chain, doing: str) -> None:
    wrong = Reactions()

    @wrong.projection
    async def keep(work: Work, event: ClinicOpened) -> None:
        await work.execute(delete(tables.clinics))
        if doing in ("publish", "audit"):
            getattr(work, doing)(event, "subject")
        elif doing == "set_timer":
            await work.set_timer("deliver", "key", START)
        else:
            await getattr(work, doing)("deliver", "key")

    await chain.publish_and_consume(opened(new_id()))
    rebuilding = Rebuilding("notifications", wrong, chain.notifications.worker.transactions)
    types = rebuilding.types_by_publisher()["booking"]
    history = await History.open(chain.booking.worker.transactions.database, "booking", types, BEGINNING)

    with pytest.raises(NotOnlyAProjection):
        await rebuilding.run(history)

    async with chain.notifications.work() as work:
        assert await work.scalar(select(func.count()).select_from(tables.clinics)) == 1


async def test_a_replay_waits_for_the_batch_in_hand_and_the_next_one_waits_for_it(chain: Chain) -> None:
    clinic = new_id()
    ana = Patient(clinic)
    await chain.publish_and_consume(opened(clinic), ana.registered())
    before = ana.changed(phone="+351910000001")
    await chain.publish(before)
    rebuilding = rebuilding_of(chain.notifications)
    engine = chain.booking.worker.transactions.database
    history = await History.open(engine, "booking", rebuilding.types_by_publisher()["booking"], BEGINNING)

    async with chain.notifications.work() as work:  # a batch that is not committed yet
        await _take_the_last(chain, work)
        replaying = asyncio.create_task(rebuilding.run(history))
        await chain.notifications.until_somebody_waits()
        assert not replaying.done()

    done = await replaying
    assert (done.projected, done.left) == (3, 0)
    assert await number_of(chain.notifications, ana) == before.details.phone


async def _take_the_last(chain: Chain, work: Work) -> None:
    """What booking told last, taken as the inbox does it, in a transaction that stays open."""
    async with chain.booking.work() as theirs:
        last = (await theirs.execute(select(event_log).order_by(event_log.c.sequence.desc()).limit(1))).one()
    delivery = delivery_of(BY_TYPE[last.type].model_validate(last.payload), last.id)
    reactions = chain.notifications.service.reactions
    await claim(work, chain.notifications.service.name, [identity_of(delivery)])
    await reactions.react(work, reactions.read(delivery))
