"""A client that costs little, so that the servers have the machine: one connection, HTTP/1.1, kept open."""

import asyncio
import json
from typing import Any, Self
from uuid import uuid4


class Client:
    """Requests one after the other."""

    def __init__(self, port: int, token: str) -> None:
        self._port = port
        self._head = f"Host: 127.0.0.1:{port}\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\n"
        self._keys = str(uuid4())
        self._number = 0

    async def __aenter__(self) -> Self:
        self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self._port)
        return self

    async def __aexit__(self, *_: object) -> None:
        self._writer.close()

    async def get(self, path: str) -> tuple[int, Any]:
        """Status and body."""
        return await self._ask(f"GET {path} HTTP/1.1\r\n{self._head}\r\n".encode())

    async def post(self, path: str, body: object) -> tuple[int, Any]:
        """Status and body; each request has an Idempotency-Key of its own."""
        self._number += 1
        content = json.dumps(body).encode()
        key = f"Idempotency-Key: {self._keys}-{self._number}\r\n"
        head = f"POST {path} HTTP/1.1\r\n{self._head}{key}Content-Length: {len(content)}\r\n\r\n"
        return await self._ask(head.encode() + content)

    async def _ask(self, request: bytes) -> tuple[int, Any]:
        self._writer.write(request)
        head = await self._reader.readuntil(b"\r\n\r\n")
        length = next(
            int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")
        )
        body = await self._reader.readexactly(length)
        return int(head[9:12]), json.loads(body) if body else None
