"""Each request of the story as one line: who asked what of whom, and what was answered. Shown on demand."""

import json
import re
from typing import Any

import httpx
from rich.console import Console
from rich.text import Text

LONGEST = 160
"""Characters of a body that are shown."""
_SECRET = re.compile(r"token|secret|password|authorization|key$", re.IGNORECASE)


class RequestsShown:
    """Prints requests as they are answered. Headers are not shown: the bearer token is in them."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def show(self, service: str, role: str, answer: httpx.Response) -> None:
        """One request and its answer."""
        asked = answer.request
        line = f"    {asked.method} {service} {asked.url.raw_path.decode()} as {role} → {answer.status_code}"
        self._console.print(Text(line, style="cyan" if answer.is_success else "yellow"))
        for mark, body in ((">", asked.content), ("<", answer.content)):
            if body:
                self._console.print(Text(f"      {mark} {shortened(body)}", style="dim"))


def shortened(body: bytes) -> str:
    """The beginning of a JSON body, with what could be a secret left out."""
    try:
        text = json.dumps(_without_secrets(json.loads(body)), ensure_ascii=False)
    except ValueError:
        return f"{len(body)} bytes"
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def _without_secrets(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            name: "…" if _SECRET.search(name) and isinstance(each, str) else _without_secrets(each)
            for name, each in value.items()
        }
    return [_without_secrets(each) for each in value] if isinstance(value, list) else value
