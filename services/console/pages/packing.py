"""Pages are compressed on their way: a long day's board is a tenth of its size."""

import gzip
import io
import secrets

from starlette.requests import Request
from starlette.responses import Response

SMALLEST = 1_000
"""Bytes: what is smaller fits into the first packets anyway."""
LEVEL = 5
BLUR = 64
"""Random bytes at most in the name that the gzip header carries: the length of a page says less of what is in it."""


def packed(request: Request, answer: Response) -> Response:
    """The page, compressed for a browser that takes that. Files and streams stay as they are."""
    is_html = answer.headers.get("Content-Type", "").startswith("text/html")
    if not is_html or len(answer.body) < SMALLEST or not takes_gzip(request.headers.get("Accept-Encoding", "")):
        return answer
    body = io.BytesIO()
    name = secrets.token_hex(1 + secrets.randbelow(BLUR))
    with gzip.GzipFile(name, "wb", LEVEL, body, mtime=0) as writing:
        writing.write(answer.body)
    small = Response(body.getvalue(), answer.status_code)
    small.raw_headers = [each for each in answer.raw_headers if each[0] != b"content-length"]
    small.headers["Content-Length"] = str(len(small.body))
    small.headers["Content-Encoding"] = "gzip"
    small.headers["Vary"] = ", ".join(filter(None, (answer.headers.get("Vary"), "Accept-Encoding")))
    return small


def takes_gzip(accepted: str) -> bool:
    """Whether an Accept-Encoding header takes gzip, by name or by ``*``: a weight of 0 refuses (RFC 9110, 12.5.3)."""
    weights: dict[str, bool] = {}
    for each in accepted.lower().split(","):
        coding, *parameters = (part.strip() for part in each.split(";"))
        weights[coding] = not any(_is_zero(parameter) for parameter in parameters)
    return weights.get("gzip", weights.get("*", False))


def _is_zero(parameter: str) -> bool:
    name, _, value = parameter.partition("=")
    return name.strip() == "q" and value.strip() in ("0", "0.", "0.0", "0.00", "0.000")
