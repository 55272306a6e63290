"""For tests/conftest.py: `pytest_plugins = ["tests.parts.fixtures"]` brings the fixture `parts` and the lines that say
which parts a run used. Under pytest-xdist each worker starts its own, and the controller says what they were."""

from collections import Counter
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.parts.choose import Parts, report_header
from tests.parts.choose import parts as started_parts

USED = "needlepoint_parts"
"""Under this name a worker's last message to the controller holds its lines."""

_used: list[str] = []
"""The lines of this process."""
_used_by_workers: Counter[tuple[str, ...]] = Counter()
"""The controller's: how many workers said the same."""


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def parts() -> AsyncIterator[Parts]:
    """One Kafka and one PostgreSQL for this process. Give topics, groups and databases names of their own."""
    async with started_parts() as running:
        _used.extend(report_header(running))
        yield running


def pytest_sessionfinish(session: pytest.Session) -> None:
    """In a worker of pytest-xdist: tell the controller."""
    output: dict[str, object] | None = getattr(session.config, "workeroutput", None)
    if output is not None:
        output[USED] = _used


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: object, error: object) -> None:
    """In the controller: a worker has ended."""
    lines = getattr(node, "workeroutput", {}).get(USED)
    if lines:
        _used_by_workers[tuple(lines)] += 1


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say it at the end of the report."""
    said = dict(_used_by_workers)
    if _used:
        said[tuple(_used)] = 1
    if said:
        terminalreporter.section("parts")
    for lines, workers in said.items():
        if _used_by_workers:
            terminalreporter.write_line(f"{workers} worker{'s' if workers > 1 else ''}, each with its own:")
        for line in lines:
            terminalreporter.write_line(line)
