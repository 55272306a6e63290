"""Style sheet, script and icon: held in memory, at addresses that change with their content, so that browsers keep
them for a year."""

import gzip
import hashlib
from collections.abc import Mapping
from importlib import resources

from starlette.requests import Request
from starlette.responses import Response

from services.console.pages.steps import steps_css

_TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}
_YEAR = {"Cache-Control": "public, max-age=31536000, immutable", "Vary": "Accept-Encoding"}


def _read() -> Mapping[str, bytes]:
    folder = resources.files("services.console") / "static"
    found = {each.name: each.read_bytes() for each in folder.iterdir() if "." + each.name.rpartition(".")[2] in _TYPES}
    return {**found, "steps.css": steps_css().encode()}


FILES = _read()
_PACKED = {name: gzip.compress(content, mtime=0) for name, content in FILES.items()}
_DIGESTS = {name: hashlib.sha256(content).hexdigest()[:12] for name, content in FILES.items()}


def address_of(name: str) -> str:
    """Where a file is. Raises KeyError for one that is not there."""
    return f"/static/{_DIGESTS[name]}/{name}"


async def serve(request: Request) -> Response:
    """One of them. Under the digest of an earlier release, what there is now, which nobody keeps."""
    name, digest = request.path_params["name"], request.path_params["digest"]
    if name not in FILES:
        return Response(status_code=404)
    headers = dict(_YEAR) if digest == _DIGESTS[name] else {"Cache-Control": "no-store"}
    content = FILES[name]
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        content, headers["Content-Encoding"] = _PACKED[name], "gzip"
    return Response(content, media_type=_TYPES["." + name.rpartition(".")[2]], headers=headers)
