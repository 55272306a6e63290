"""A Kafka that is encrypted and asks who one is, for tests that need one of their own."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.parts import maven
from tests.parts.secured import SecuredKafka


@asynccontextmanager
async def secured_kafka(certificates: Path) -> AsyncIterator[SecuredKafka]:
    """Started, and ended afterwards. Skips where Kafka is not started by the tests themselves."""
    reason = maven.why_not()
    if reason:
        pytest.skip(f"needs a Kafka whose listeners the test chooses: {reason}")
    kafka = SecuredKafka(certificates)
    try:
        await kafka.start()
        yield kafka
    finally:
        await kafka.close()
