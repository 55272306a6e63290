"""What cannot wait is asked of whoever is next in line until somebody takes it; then nobody else is asked."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from chassis.access.actors import Role
from chassis.ids import new_id
from contracts.booking import worklist as booking
from contracts.inventory import worklist as inventory
from contracts.screening import worklist as screening
from contracts.screening.screenings import ReactionAcknowledged, ReactionEscalated
from tests.integration.notifications.stories import (
    DAY,
    HOUR,
    START,
    MoodyChannel,
    arrived,
    messages,
    opened,
    run_until,
)
from tests.support.running import Running

MINUTE = timedelta(minutes=1)
TODAY = START.date()
COSTA = {"name": "Dr Costa", "email": "costa@example.org", "phone": "+351210000001", "minutes": 20}
SILVA = {"name": "Dr Silva", "email": None, "phone": "+351210000002", "minutes": 10}


def line(*people: dict[str, Any], cause: str = "review") -> dict[str, Any]:
    return {"cause": cause, "people": list(people)}


async def in_line(running: Running, clinic: UUID, *lines: dict[str, Any], starts_on: Any = TODAY) -> dict[str, Any]:
    """What the director sets."""
    form = {"starts_on": str(starts_on), "lines": list(lines)}
    answer = await running.client(Role.MEDICAL_DIRECTOR).post(f"/clinics/{clinic}/escalation-policies", json=form)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


class Item:
    """A review of screening, or recalled stock, as the events of its worklist say."""

    def __init__(self, clinic: UUID, kind: str = "review_waiting") -> None:
        self.id = new_id()
        self._of = {"recall_to_confirm": inventory, "call_patient": booking}.get(kind, screening)
        self._said: dict[str, Any] = {
            "item_id": self.id,
            "kind": kind,
            "subject_id": new_id(),
            "about": {},
            "clinic_id": clinic,
            "patient_id": None if kind == "recall_to_confirm" else new_id(),
            "opened_at": START - DAY,
            "due_at": START,
        }

    def opened(self) -> Any:
        return self._of.WorklistItemOpened(**self._said)

    def overdue(self) -> Any:
        return self._of.WorklistItemOverdue(**self._said, overdue_at=START)

    def claimed(self) -> Any:
        return self._of.WorklistItemClaimed(**self._said, claimed_by="dr.costa", claimed_until=START + HOUR)

    def released(self) -> Any:
        return self._of.WorklistItemReleased(**self._said)

    def closed(self, why: str = "ruled") -> Any:
        return self._of.WorklistItemClosed(**self._said, closed_at=START, why=why)


async def escalations(running: Running, clinic: UUID, role: Role = Role.MEDICAL_DIRECTOR, **query: str) -> list[Any]:
    """Those of a clinic, the newest first."""
    answer = await running.client(role).get("/escalations", params={"clinic_id": str(clinic), **query})
    assert answer.status_code == 200, answer.text
    found: list[Any] = answer.json()["items"]
    return found


async def left(running: Running, kind: str = "escalation_not_acknowledged") -> list[Any]:
    """What the front desk has to do."""
    answer = await running.client(Role.FRONT_DESK).get("/worklist", params={"kind": kind})
    found: list[Any] = answer.json()["items"]
    return found


async def acknowledge(running: Running, escalation: dict[str, Any], role: Role = Role.MEDICAL_DIRECTOR) -> Any:
    return await running.client(role).post(f"/escalations/{escalation['id']}/acknowledge")


@pytest.mark.parametrize(
    ("kind", "fact", "words"),
    [
        ("review_waiting", "overdue", "a decision is overdue"),
        ("day_check_review", "overdue", "a decision is overdue"),
        ("report_to_look_at", "overdue", "nobody has looked at it in time"),
        ("recall_to_confirm", "opened", "put aside and counted"),
    ],
)
async def test_the_first_in_line_is_asked_at_any_hour_by_every_way_and_no_patient_is_named(
    notifications: Running, clinic: UUID, kind: str, fact: str, words: str
) -> None:
    await in_line(notifications, clinic, line(COSTA), line(COSTA, cause="recall"))
    notifications.clock.set(START + 14 * HOUR)
    item = Item(clinic, kind)

    await notifications.react(getattr(item, fact)())
    await notifications.fire_timers()

    sent = await arrived(notifications)
    assert {(each.channel, each.address) for each in sent} == {
        ("email", "costa@example.org"),
        ("sms", "+351210000001"),
    }
    assert all(words in each.text for each in sent)
    [asked] = await escalations(notifications, clinic)
    assert asked["subject_id"] == str(item.id)
    assert [(step["what"], step["who"], step["ways"]) for step in asked["steps"]] == [
        ("asked", "Dr Costa", ["email", "sms"])
    ]


async def test_each_next_in_line_is_asked_when_the_time_of_the_one_before_is_over_and_then_the_desk(
    notifications: Running, clinic: UUID
) -> None:
    await in_line(notifications, clinic, line(COSTA, SILVA))
    await notifications.react(Item(clinic).overdue())

    await run_until(notifications, START + 19 * MINUTE)
    assert {each.address for each in await arrived(notifications)} == {"costa@example.org", "+351210000001"}
    await run_until(notifications, START + 21 * MINUTE)
    assert "+351210000002" in {each.address for each in await arrived(notifications)}
    assert await left(notifications) == []
    await run_until(notifications, START + 31 * MINUTE)

    [asked] = await escalations(notifications, clinic, state="open")
    [item] = await left(notifications)
    assert item["subject_id"] == asked["id"]
    assert item["about"] == {"item_id": asked["subject_id"]}
    assert [step["what"] for step in asked["steps"]] == ["asked", "asked", "nobody_left"]
    assert asked["next_at"] is None


@pytest.mark.parametrize("fact", ["acknowledged", "claimed", "closed"])
async def test_whoever_takes_it_ends_the_asking_and_every_item_about_it(
    notifications: Running, clinic: UUID, channel: MoodyChannel, fact: str
) -> None:
    channel.busy = True
    await in_line(notifications, clinic, line(SILVA))
    item = Item(clinic)
    await notifications.react(item.overdue())
    await run_until(notifications, START + 11 * MINUTE)
    assert len(await left(notifications)) == 1

    if fact == "acknowledged":
        assert (await acknowledge(notifications, (await escalations(notifications, clinic))[0])).status_code == 200
    else:
        await notifications.react(getattr(item, fact)())
    channel.busy = False
    await run_until(notifications, START + 2 * HOUR)

    assert await arrived(notifications) == [], "what has not left does not leave"
    assert await left(notifications) == []
    assert await left(notifications, "director_to_call") == []
    [settled] = await escalations(notifications, clinic)
    assert settled["state"] == ("ended" if fact == "closed" else "acknowledged")
    assert settled["settled_by"] == {"claimed": "dr.costa", "closed": None}.get(fact, settled["settled_by"])
    assert settled["why"] == ("ruled" if fact == "closed" else None)


async def test_what_is_given_back_is_asked_again_from_the_first_in_line(notifications: Running, clinic: UUID) -> None:
    await in_line(notifications, clinic, line(SILVA), line(SILVA, cause="recall"))
    for item, begins in ((Item(clinic), "overdue"), (Item(clinic, "recall_to_confirm"), "opened")):
        for event in (getattr(item, begins)(), item.claimed(), item.released()):
            await notifications.react(event)
    open_ones = await escalations(notifications, clinic, state="open")
    assert {each["cause"] for each in open_ones} == {"review", "recall"}
    assert len(await escalations(notifications, clinic, state="acknowledged")) == 2


async def test_what_is_not_overdue_and_other_kinds_of_items_ask_nobody(notifications: Running, clinic: UUID) -> None:
    await in_line(notifications, clinic, line(COSTA))
    await notifications.react(Item(clinic).opened())
    await notifications.react(Item(clinic, "consent_missing").overdue())
    recall = Item(clinic, "recall_to_confirm")
    await notifications.react(recall.opened())
    assert await escalations(notifications, clinic) == [], "the clinic has said nothing of recalls"


async def test_an_empty_line_asks_the_front_desk_at_once(notifications: Running, clinic: UUID) -> None:
    await in_line(notifications, clinic, line())
    await notifications.react(Item(clinic).overdue())
    assert len(await left(notifications)) == 1


async def test_who_has_neither_address_nor_telephone_is_called_and_the_call_ends_with_it(
    notifications: Running, clinic: UUID
) -> None:
    await in_line(notifications, clinic, line({**SILVA, "phone": None}))
    item = Item(clinic)
    await notifications.react(item.overdue())
    [asked] = await escalations(notifications, clinic)
    [call] = await left(notifications, "director_to_call")
    assert call["about"] == {"escalation_id": asked["id"]}
    await notifications.react(item.closed())
    assert await left(notifications, "director_to_call") == []


async def test_a_worker_that_was_down_asks_each_once_and_gives_each_their_time(
    notifications: Running, clinic: UUID
) -> None:
    await in_line(notifications, clinic, line(COSTA, SILVA))
    await notifications.react(Item(clinic).overdue())
    with notifications.clock.stopped():
        notifications.clock.set(START + 5 * HOUR)
        await notifications.fire_timers()
        [asked] = await escalations(notifications, clinic)

    assert [step["who"] for step in asked["steps"]] == ["Dr Costa", "Dr Silva"]
    assert asked["next_at"][:16] == (START + 5 * HOUR + 10 * MINUTE).isoformat()[:16]


async def test_an_event_that_comes_twice_asks_once(notifications: Running, clinic: UUID) -> None:
    await in_line(notifications, clinic, line(COSTA))
    event = Item(clinic).overdue()
    for _ in range(2):
        await notifications.react(event)
    assert len(await escalations(notifications, clinic)) == 1


async def test_of_two_who_acknowledge_at_once_one_is_told_that_it_was_taken(
    notifications: Running, clinic: UUID
) -> None:
    await in_line(notifications, clinic, line(COSTA))
    await notifications.react(Item(clinic).overdue())
    [asked] = await escalations(notifications, clinic)

    answers = await asyncio.gather(*(acknowledge(notifications, asked) for _ in range(4)))

    assert sorted(each.status_code for each in answers) == [200, 409, 409, 409]
    [settled] = await escalations(notifications, clinic)
    assert [step["what"] for step in settled["steps"]] == ["asked", "acknowledged"]


async def test_an_acknowledgement_and_the_timer_at_once_leave_nobody_asked_in_vain(
    notifications: Running, clinic: UUID
) -> None:
    await in_line(notifications, clinic, line(COSTA, SILVA))
    for _ in range(5):
        await notifications.react(Item(clinic).overdue())
    notifications.clock.set(START + 21 * MINUTE)
    waiting = await escalations(notifications, clinic, state="open")

    await asyncio.gather(notifications.fire_timers(), *(acknowledge(notifications, each) for each in waiting))
    await run_until(notifications, START + HOUR)

    for each in await escalations(notifications, clinic):
        whats = [step["what"] for step in each["steps"]]
        assert whats[-1] == "acknowledged"
        assert whats.count("asked") <= 2
    assert await left(notifications) == []


async def test_the_line_of_the_day_counts_and_what_was_set_stays_readable(notifications: Running, clinic: UUID) -> None:
    first = await in_line(notifications, clinic, line(COSTA))
    later = await in_line(notifications, clinic, line(SILVA), starts_on=TODAY + DAY)
    assert (first["counts"], later["counts"]) == (True, False)

    await notifications.react(Item(clinic).overdue())
    notifications.clock.set(START + DAY)
    await notifications.react(Item(clinic).overdue())

    asked = [each["steps"][0]["who"] for each in await escalations(notifications, clinic)]
    assert asked == ["Dr Silva", "Dr Costa"]
    answer = await notifications.client(Role.OWNER).get(f"/clinics/{clinic}/escalation-policies")
    assert [(each["id"], each["counts"]) for each in answer.json()["items"]] == [
        (later["id"], True),
        (first["id"], False),
    ]


async def test_a_policy_that_lies_ahead_is_taken_back_and_one_that_counts_is_not(
    notifications: Running, clinic: UUID
) -> None:
    counts = await in_line(notifications, clinic, line(COSTA))
    ahead = await in_line(notifications, clinic, line(SILVA), starts_on=TODAY + DAY)
    director = notifications.client(Role.MEDICAL_DIRECTOR)
    path = f"/clinics/{clinic}/escalation-policies"

    assert (await director.delete(f"{path}/{ahead['id']}")).status_code == 204
    assert (await director.delete(f"{path}/{ahead['id']}")).status_code == 404
    refused = await director.delete(f"{path}/{counts['id']}")
    assert refused.json()["type"].endswith("policy-has-begun")


@pytest.mark.parametrize(
    ("form", "kind"),
    [
        ({"starts_on": str(TODAY - DAY), "lines": []}, "policy-in-the-past"),
        ({"starts_on": str(TODAY), "lines": [line(COSTA), line(SILVA)]}, "line-twice"),
        ({"starts_on": str(TODAY), "lines": [line({**COSTA, "phone": "912"})]}, "not-understood"),
        ({"starts_on": str(TODAY), "lines": [line({**COSTA, "minutes": 0})]}, "not-understood"),
        ({"starts_on": str(TODAY), "lines": [line(COSTA, cause="reaction")]}, "not-understood"),
    ],
)
async def test_a_line_that_cannot_work_is_refused(
    notifications: Running, clinic: UUID, form: dict[str, Any], kind: str
) -> None:
    answer = await notifications.client(Role.MEDICAL_DIRECTOR).post(f"/clinics/{clinic}/escalation-policies", json=form)
    assert (answer.status_code, answer.json()["type"]) == (422, f"urn:needlepoint:problem:{kind}")


async def test_another_clinics_escalations_are_neither_seen_nor_taken(notifications: Running, clinic: UUID) -> None:
    other = new_id()
    await notifications.react(opened(other))
    await in_line(notifications, clinic, line(COSTA))
    await notifications.react(Item(clinic).overdue())
    [asked] = await escalations(notifications, clinic)
    elsewhere = notifications.client(Role.MEDICAL_DIRECTOR, clinics=[other])
    assert (await elsewhere.get("/escalations")).json()["items"] == []
    for method, path in (("GET", ""), ("POST", "/acknowledge")):
        assert (await elsewhere.request(method, f"/escalations/{asked['id']}{path}")).status_code == 403
    assert (await acknowledge(notifications, asked, Role.FRONT_DESK)).status_code == 403


def reaction_asked(clinic: UUID, report: UUID, step: int, *, last: bool) -> ReactionEscalated:
    return ReactionEscalated(
        report_id=report,
        patient_id=new_id(),
        clinic_id=clinic,
        step=step,
        recipient=f"Dr {step}",
        email=f"dr{step}@example.org",
        next_at=None if last else START + step * 15 * MINUTE,
        escalated_at=START,
    )


async def test_a_reaction_that_nobody_in_screenings_line_acknowledges_is_on_the_desks_list_until_somebody_does(
    notifications: Running, clinic: UUID
) -> None:
    report = new_id()
    await notifications.react(reaction_asked(clinic, report, 1, last=False))
    await run_until(notifications, START + HOUR)
    assert await left(notifications) == [], "screening asks the next"
    last = reaction_asked(clinic, report, 2, last=True).model_copy(update={"escalated_at": START + HOUR})
    await notifications.react(last)
    await run_until(notifications, START + HOUR + 16 * MINUTE)

    [item] = await left(notifications)
    assert item["about"] == {"report_id": str(report)}
    [asked] = await escalations(notifications, clinic, cause="reaction")
    assert [step["who"] for step in asked["steps"]] == ["Dr 1", "Dr 2", None]
    refused = await acknowledge(notifications, asked)
    assert refused.json()["type"].endswith("acknowledged-in-screening")

    taken = ReactionAcknowledged(report_id=report, patient_id=new_id(), clinic_id=clinic, acknowledged_at=START)
    await notifications.react(taken)
    assert await left(notifications) == []
    [asked] = await escalations(notifications, clinic, cause="reaction")
    assert (asked["state"], asked["why"]) == ("ended", "acknowledged")


async def test_messages_of_an_escalation_are_read_where_messages_are(notifications: Running, clinic: UUID) -> None:
    await in_line(notifications, clinic, line(SILVA))
    await notifications.react(Item(clinic).overdue())
    await notifications.fire_timers()
    assert [(each["template"], each["status"]) for each in await messages(notifications)] == [
        ("overdue_decision", "sent")
    ]
