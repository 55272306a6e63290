"""Attacks on an API: ``python -m tests.end_to_end.attacks PORT NAME...``, with a patient's token in TOKEN.

A program of its own, so that its load does not slow down whoever measures.
"""

import asyncio
import contextlib
import os
import random
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass

import httpx

from tests.support.outside import outside


@dataclass
class Attacked:
    """An API."""

    port: int
    stolen: str
    """A patient's token."""

    async def connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        return await asyncio.open_connection("127.0.0.1", self.port)


Attack = Callable[[Attacked, random.Random], Awaitable[None]]


async def slow_headers(attacked: Attacked, dice: random.Random) -> None:
    """A request that never gets beyond its headers."""
    _, writer = await attacked.connect()
    writer.write(b"GET /v1/clinics HTTP/1.1\r\nHost: a\r\n")
    while True:
        writer.write(b"X-A: %d\r\n" % dice.randrange(100))
        await writer.drain()
        await asyncio.sleep(dice.uniform(0.1, 1))


async def silent_connections(attacked: Attacked, dice: random.Random) -> None:
    """Connections that say nothing, as fast as they can be opened."""
    for _ in range(20):
        await attacked.connect()
    await asyncio.sleep(dice.uniform(0.1, 0.5))


async def bodies_that_never_come(attacked: Attacked, dice: random.Random) -> None:
    """Headers of a POST without a token, and nothing after them."""
    reader, writer = await attacked.connect()
    writer.write(
        b"POST /v1/patients HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 999\r\n\r\n"
    )
    await reader.read(1000)
    await asyncio.sleep(dice.uniform(0.5, 3))


async def slow_bodies_of_a_patient(attacked: Attacked, dice: random.Random) -> None:
    """The same with a valid token, and a byte now and then."""
    _, writer = await attacked.connect()
    writer.write(
        b"POST /v1/appointments HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 999\r\n"
        b"Authorization: Bearer " + attacked.stolen.encode() + b"\r\nIdempotency-Key: a\r\n\r\n"
    )
    for _ in range(20):
        writer.write(b"{")
        await writer.drain()
        await asyncio.sleep(dice.uniform(0.1, 0.5))


async def huge_bodies(attacked: Attacked, dice: random.Random) -> None:
    """Fifty megabytes, announced or in pieces, with a token or without."""
    async with outside(timeout=10) as client:
        piece = b"x" * 1_000_000

        async def pieces() -> AsyncIterator[bytes]:
            for _ in range(50):
                yield piece

        headers = {"Authorization": f"Bearer {attacked.stolen}"} if dice.random() < 0.5 else {}
        if dice.random() < 0.5:
            headers["Content-Length"] = "50000000"
        await client.post(f"http://127.0.0.1:{attacked.port}/v1/patients", content=pieces(), headers=headers)


async def bad_tokens(attacked: Attacked, dice: random.Random) -> None:
    """Tokens that nobody signed, one after the other."""
    letters = "ABCDEFGHabcdefgh0123-_"
    async with outside(timeout=10) as client:
        for _ in range(50):
            head, claims, signature = attacked.stolen.split(".")
            forged = "".join(dice.choice(letters) for _ in range(len(signature)))
            token = dice.choice([f"{head}.{claims}.{forged}", f"{forged}.{claims}.{forged}", forged])
            await client.get(
                f"http://127.0.0.1:{attacked.port}/v1/clinics", headers={"Authorization": f"Bearer {token}"}
            )


async def not_http(attacked: Attacked, dice: random.Random) -> None:
    """Random bytes, or a header without an end."""
    _, writer = await attacked.connect()
    writer.write(dice.randbytes(2000) if dice.random() < 0.5 else b"GET / HTTP/1.1\r\nX: " + b"a" * 500_000)
    await writer.drain()


ATTACKS: dict[Attack, int] = {
    slow_headers: 300,
    silent_connections: 10,
    bodies_that_never_come: 100,
    slow_bodies_of_a_patient: 60,
    huge_bodies: 4,
    bad_tokens: 10,
    not_http: 20,
}
"""And how many do it at once."""


async def again_and_again(attack: Attack, attacked: Attacked, seed: int) -> None:
    dice = random.Random(seed)
    while True:
        with contextlib.suppress(OSError, httpx.HTTPError):  # being cut off is what an attacker has to expect
            await attack(attacked, dice)
        await asyncio.sleep(0)


async def main(port: int, names: list[str]) -> None:
    """Attack until the process is ended."""
    attacked = Attacked(port, os.environ["TOKEN"])
    chosen = [attack for attack in ATTACKS if attack.__name__ in names]
    print("attacking", flush=True)
    await asyncio.gather(*(again_and_again(each, attacked, seed) for each in chosen for seed in range(ATTACKS[each])))


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), sys.argv[2:]))
