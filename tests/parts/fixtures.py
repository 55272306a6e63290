"""For tests/conftest.py: `pytest_plugins = ["tests.parts.fixtures"]` brings the fixture `parts` and the lines that say
which parts a run used."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.parts.choose import Parts, report_header
from tests.parts.choose import parts as started_parts

_used: list[Parts] = []


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def parts() -> AsyncIterator[Parts]:
    """One Kafka and one PostgreSQL for the whole session. Give topics, groups and databases names of their own."""
    async with started_parts() as running:
        _used.append(running)
        yield running


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for running in _used:
        terminalreporter.section("parts")
        for line in report_header(running):
            terminalreporter.write_line(line)
