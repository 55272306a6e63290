"""``/docs``: Swagger UI from an installed package, so that it works without internet; ``/`` leads there."""

from collections.abc import Callable, Coroutine
from html import escape
from importlib import resources
from typing import Any

from fastapi import FastAPI
from fastapi.responses import HTMLResponse, RedirectResponse, Response

_ASSETS = {
    "swagger-ui-bundle.js": "text/javascript",
    "swagger-ui.css": "text/css",
    "favicon.png": "image/png",
}
"""Files of the package fastapi-offline, which ships Swagger UI for FastAPI."""

_CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""Only this host, no inline script or style: the page handles bearer tokens."""

_HEADERS = {"Referrer-Policy": "no-referrer"}

_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="icon" type="image/png" href="docs/favicon.png">
<link rel="stylesheet" href="docs/swagger-ui.css">
</head>
<body>
<div id="swagger-ui"></div>
<script src="docs/swagger-ui-bundle.js"></script>
<script src="docs/start.js"></script>
</body>
</html>
"""

_START = """SwaggerUIBundle({
  url: "openapi.json",
  dom_id: "#swagger-ui",
  deepLinking: true,
  displayRequestDuration: true,
  docExpansion: "list",
  filter: true,
  validatorUrl: null,
});
"""
"""Without a validator of somebody else's; addresses are relative, so that a proxy may put a prefix before them."""


def add_docs(app: FastAPI, *, at_root: bool = True) -> None:
    """Serve the documentation of ``app`` from this host alone. ``at_root``: ``/`` leads there."""

    async def root() -> Response:
        return RedirectResponse("docs")

    if at_root:
        app.get("/", include_in_schema=False)(root)

    @app.get("/docs", include_in_schema=False)
    async def docs() -> Response:
        return HTMLResponse(
            _PAGE.format(title=escape(app.title)), headers={"Content-Security-Policy": _CSP, **_HEADERS}
        )

    @app.get("/docs/start.js", include_in_schema=False)
    async def start() -> Response:
        return Response(_START, media_type="text/javascript", headers=_HEADERS)

    for name, media_type in _ASSETS.items():
        app.get(f"/docs/{name}", include_in_schema=False)(_asset(name, media_type))


def _asset(name: str, media_type: str) -> Callable[[], Coroutine[Any, Any, Response]]:
    content = resources.files("fastapi_offline").joinpath("static", name).read_bytes()

    async def asset() -> Response:
        return Response(content, media_type=media_type, headers={"Cache-Control": "public, max-age=86400", **_HEADERS})

    return asset
