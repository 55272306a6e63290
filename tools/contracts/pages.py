"""The documents generated from the contracts and the services' reactions, for people and for programs."""

from pathlib import Path

from needlepoint.services import listeners
from tools.contracts import asyncapi, event_catalogue

PAGES = {Path("docs/events.md"): event_catalogue.render, Path("docs/asyncapi.json"): asyncapi.render}


def write(root: Path) -> None:
    """Write all of them in the repository at ``root``."""
    consumed = listeners()
    for page, render in PAGES.items():
        (root / page).parent.mkdir(parents=True, exist_ok=True)
        (root / page).write_text(render(consumed), encoding="utf-8")


def check(root: Path) -> list[str]:
    """What is wrong with those at ``root``, a sentence each; empty when they match the code."""
    consumed = listeners()
    return [problem for page, render in PAGES.items() for problem in _problems(root, page, render(consumed))]


def _problems(root: Path, page: Path, expected: str) -> list[str]:
    if not (root / page).is_file():
        return [f"{page} does not exist. Run `make contracts` and commit it."]
    if (root / page).read_text(encoding="utf-8") != expected:
        return [f"{page} does not match the code. Run `make contracts` and commit it."]
    return []
