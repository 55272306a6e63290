"""The OpenAPI documents in ``docs/openapi`` and the catalogue of problem types, as the code says them now."""

import json
import subprocess
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from chassis.http.app import routes_of
from chassis.http.openapi import openapi_of
from chassis.service import Service
from tools.openapi.compatibility import breaking_changes
from tools.openapi.problem_page import page_of_problems

FOLDER = "docs/openapi"
PAGE = "docs/problems.md"
PUBLISH = "run `make api` and commit what it writes"

Document = dict[str, Any]


def files_of(services: Sequence[Service]) -> dict[str, str]:
    """What is to be published, by path in the repository."""
    files = {
        f"{FOLDER}/{service.name}.json": json.dumps(document_of(service), indent=1, ensure_ascii=False) + "\n"
        for service in services
    }
    return files | {PAGE: page_of_problems({service.name: routes_of(service) for service in services})}


@cache
def document_of(service: Service) -> Document:
    """One service's document; it takes seconds, and several checks read it."""
    return openapi_of(service, service.whole_policy, routes_of(service))


def publish(services: Sequence[Service], repository: Path) -> list[str]:
    """Write all of it; answers what a client would not survive, and then nothing was written."""
    broken = list(broken_promises(services, repository))
    if not broken:
        for path, text in files_of(services).items():
            (repository / path).parent.mkdir(parents=True, exist_ok=True)
            (repository / path).write_text(text)
    return broken


def check(services: Sequence[Service], repository: Path) -> Iterator[str]:
    """What is published and is not what the code says, a sentence each."""
    yield from broken_promises(services, repository)
    files = files_of(services)
    for path, text in files.items():
        file = repository / path
        if not file.exists():
            yield f"{path} is missing: {PUBLISH}"
        elif file.read_text() != text:
            yield f"{path} is not what the code says: {PUBLISH}"
    for file in sorted((repository / FOLDER).glob("*.json")):
        if f"{FOLDER}/{file.name}" not in files:
            yield f"{FOLDER}/{file.name} is of no service: delete it"


def broken_promises(services: Sequence[Service], repository: Path) -> Iterator[str]:
    """What a client of the published documents would not survive."""
    for service in services:
        file = repository / FOLDER / f"{service.name}.json"
        if file.exists():
            for change in breaking_changes(json.loads(file.read_text()), document_of(service)):
                yield f"{service.name}: {change}"


def broken_since(services: Sequence[Service], repository: Path, revision: str) -> Iterator[str]:
    """What a client of the documents of a git revision would not survive, so that nobody publishes over a break."""
    for service in services:
        path = f"{FOLDER}/{service.name}.json"
        asked = subprocess.run(["git", "-C", str(repository), "show", f"{revision}:{path}"], capture_output=True)
        if asked.returncode == 0:
            for change in breaking_changes(json.loads(asked.stdout), document_of(service)):
                yield f"{service.name}: {change} (compared with {revision})"
