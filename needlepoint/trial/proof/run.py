"""A proof from its first clinic to its verdict."""

import asyncio
import random
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console

from chassis.access.actors import Role
from chassis.run.logs import configure_logs
from needlepoint.trial.demo.world import World
from needlepoint.trial.proof.clients import Client
from needlepoint.trial.proof.house import House, open_houses
from needlepoint.trial.proof.left import Left, appointments_of, what_is_left
from needlepoint.trial.proof.record import Record
from needlepoint.trial.proof.system import BookingApi
from needlepoint.trial.proof.treated import let_time_pass_until_cleared
from needlepoint.trial.proof.verdict import (
    LIVE,
    changes_lost,
    made_unasked,
    reasons_wrong,
    taken,
    taken_twice,
)
from needlepoint.trial.system import EmbeddedSystem

NAME = "Proof"
SHOWN = 10
"""Findings of a kind that are printed."""


@dataclass(frozen=True)
class Effort:
    """How hard the proof tries."""

    clients: int
    seconds: float
    seed: int


async def prove_here(console: Console, effort: Effort) -> bool:
    """On a system of its own, in a folder that is thrown away; True when nothing was found."""
    console.print("Needlepoint: the services, PostgreSQL and a Kafka broker are starting on this machine …")
    with (
        tempfile.TemporaryDirectory(prefix="needlepoint-", ignore_cleanup_errors=True) as folder,
        (Path(folder) / "services.log").open("w") as log,
    ):
        configure_logs("WARNING", log)
        async with EmbeddedSystem(Path(folder), durable=False) as system:
            return await prove_on(console, effort, system)


async def prove_on(console: Console, effort: Effort, system: EmbeddedSystem) -> bool:
    """On an embedded system that runs; sessions are booked too, because its time can pass."""

    def token(who: str) -> str:
        also = [Role.OPERATOR]
        return system.key.token(Role.FRONT_DESK, also=also, now=system.now, subject=f"{who}@proof.invalid")

    async with BookingApi(system.url("booking"), token, effort.clients) as api, World(system) as world:
        houses = await open_houses(api, NAME)
        await let_time_pass_until_cleared(world, houses)
        return await _prove(console, effort, api, houses, lambda: system.now)


async def prove_against(console: Console, effort: Effort, address: str, token: str) -> bool:
    """On a system that runs elsewhere; consults only, since its time cannot be moved. Raises SetUpRefused."""
    async with BookingApi(address, lambda _: token, effort.clients) as api:
        houses = await open_houses(api, NAME)
        held = await _prove(console, effort, api, houses, lambda: datetime.now(UTC))
        await _tidy(console, api, houses)
        return held


async def _prove(
    console: Console, effort: Effort, api: BookingApi, houses: list[House], now: Callable[[], datetime]
) -> bool:
    before = {one["id"] for one in await appointments_of(api, houses)}
    console.print(_announcement(effort, houses), markup=False)
    record = Record()
    until = time.monotonic() + effort.seconds
    clients = [
        Client(f"desk-{n}", api, houses, record, now(), random.Random(effort.seed * 100_003 + n))  # noqa: S311  # to be repeated, not secret
        for n in range(effort.clients)
    ]
    await asyncio.gather(*[client.work(until) for client in clients])
    console.print(_tried(record), markup=False)
    return _verdict(console, record, await what_is_left(api, houses, before))


def _announcement(effort: Effort, houses: list[House]) -> str:
    sizes = [sum(len(getattr(house, name)) for house in houses) for name in ("nurses", "rooms", "devices", "patients")]
    sessions = sum(len(house.courses) for house in houses)
    return (
        f"{effort.clients} clients for {effort.seconds:g} s, seed {effort.seed}: {len(houses)} clinics, "
        "{} practitioners, {} rooms, {} devices, {} patients".format(*sizes)
        + f" ({sessions} of them for a session), three days that everybody wants."
    )


def _tried(record: Record) -> str:
    acts = [
        f"  {act:<16} {number:>7,} tried, {record.done[act]:>7,} done" for act, number in record.tried.most_common()
    ]
    why = [f"  {number:>7,} × {name}" for name, number in record.refused.most_common()]
    return "\n".join(["What was tried:", *acts, "Why the others were not done:", *why])


def _verdict(console: Console, record: Record, left: Left) -> bool:
    by_id = {one["id"]: one for one in left.appointments}
    live = [one for one in left.appointments if one["status"] in LIVE]
    spans = sum(1 for one in (*live, *left.holds) for _ in taken(one))
    codes = Counter(problem["code"] for one in live for problem in one["problems"])
    why = ", ".join(f"{code} {number:,}" for code, number in sorted(codes.items())) or "none has one"
    parts: list[tuple[str, Sequence[str]]] = [
        (
            f"No practitioner, device or patient is in two, and no room in more than it takes, of the {len(live):,}"
            f" appointments and {len(left.holds):,} holds that stand ({spans:,} times that something is taken).",
            taken_twice([*left.appointments, *left.holds], left.stated),
        ),
        (
            f"Each of the {sum(map(len, record.acknowledged.values())):,} changes that were acknowledged is there,"
            f" or a later one of the same appointment.",
            changes_lost(record.acknowledged, by_id, record.doubtful),
        ),
        (
            f"No appointment was made that nobody was told of ({len(by_id):,} with those that were cancelled).",
            made_unasked(record.acknowledged, by_id, record.doubtful_bookings),
        ),
        (
            f"Every appointment is valid, or says why not ({why}).",
            reasons_wrong(left.appointments, left.stated),
        ),
        ("Every answer was one that a client can work with.", record.broken),
        ("There was something to compete for.", _too_little(record)),
    ]
    for sentence, found in parts:
        console.print(f"{'✗' if found else '✓'} {sentence}", markup=False, style="red" if found else "green")
        for finding in found[:SHOWN]:
            console.print(f"    {finding}", markup=False)
        if len(found) > SHOWN:
            console.print(f"    and {len(found) - SHOWN:,} more")
    return not any(found for _, found in parts)


def _too_little(record: Record) -> list[str]:
    """A proof in which nobody met anybody shows nothing."""
    return [
        f"Nothing was {what}: let it run longer, or with more clients."
        for what, number in (
            ("booked", record.done["book"]),
            ("moved", record.done["move"]),
            ("cancelled", record.done["cancel"]),
            ("refused because it was taken", record.refused["slot-taken"]),
        )
        if not number
    ]


async def _tidy(console: Console, api: BookingApi, houses: list[House]) -> None:
    """On a system that stays, nothing of the proof is left in the diary; its clinics are named after it."""
    left = [one for one in await appointments_of(api, houses) if one["status"] == "booked"]
    for one in left:
        await api.made("POST", f"/appointments/{one['id']}/cancel", {"reason": "the proof is over"})
    console.print(f"Its {len(left):,} appointments were cancelled; its clinics are called “{NAME}”.", markup=False)
