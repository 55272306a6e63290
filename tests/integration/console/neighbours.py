"""A stand-in for the four APIs: it answers what a test has told it, and remembers what it was asked."""

import asyncio
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

EMPTY: dict[str, Any] = {"items": [], "next": None, "total": 0, "total_at_least": 0}


class Neighbours:
    """By method and path, such as ``GET /booking/v1/appointments``."""

    def __init__(self) -> None:
        self.answers: dict[str, tuple[int, Any]] = {}
        self.asked: list[tuple[str, str, dict[str, str], Any]] = []
        """Method, path, headers, body."""
        self.queries: list[tuple[str, dict[str, str]]] = []
        """Path, and what stood behind its question mark."""
        self.answering = asyncio.Event()
        """Cleared: every call waits."""
        self.answering.set()

    def says(self, call: str, content: Any, status: int = 200) -> None:
        """The answer from now on; ``content`` may be a function of what stands behind the question mark."""
        self.answers[call] = (status, content)

    def refuses(self, call: str, kind: str, sentence: str, status: int = 409) -> None:
        """A problem document from now on."""
        self.says(call, {"type": f"urn:needlepoint:problem:{kind}", "status": status, "detail": sentence}, status)

    def posted(self, path: str) -> list[tuple[dict[str, str], Any]]:
        """Headers and bodies of what was sent there."""
        return [(headers, body) for method, at, headers, body in self.asked if (method, at) == ("POST", path)]

    def app(self) -> Starlette:
        """To be served."""
        methods = ["DELETE", "GET", "PATCH", "POST", "PUT"]
        return Starlette(routes=[Route("/{path:path}", self._answer, methods=methods)])

    async def _answer(self, request: Request) -> Response:
        raw = await request.body()
        is_json = request.headers.get("Content-Type", "").startswith("application/json")
        body = (await request.json() if is_json else raw) if raw else None
        self.asked.append((request.method, request.url.path, dict(request.headers), body))
        self.queries.append((request.url.path, dict(request.query_params)))
        await self.answering.wait()
        status, content = self.answers.get(f"{request.method} {request.url.path}", (200, EMPTY))
        if callable(content):
            content = content(dict(request.query_params))
        if isinstance(content, bytes):
            return Response(content, status, media_type="image/png")
        return JSONResponse(content, status)
