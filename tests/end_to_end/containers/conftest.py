"""Containers for the tests of this folder: built and started once; the story goes first, on an empty system.

They stop with the last of these tests: a system that nobody asks for takes half a processor of those that follow.
"""

import os
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.end_to_end.containers.composed import Composed, images, why_not


@pytest_asyncio.fixture(scope="package", loop_scope="session")
async def our_images() -> None:
    """Of the services, as the tree is now."""
    reason = why_not()
    if reason and os.environ.get("NEEDLEPOINT_REQUIRE_DOCKER", "") not in ("", "0"):
        pytest.fail(f"NEEDLEPOINT_REQUIRE_DOCKER is set, and {reason}")
    if reason:
        pytest.skip(f"needs containers: {reason}")
    await images()


@pytest_asyncio.fixture(scope="package", loop_scope="session")
async def composed(our_images: None, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Composed]:
    """All of it healthy; whoever asks first finds it empty."""
    running = await Composed.up(tmp_path_factory.mktemp("composed"))
    try:
        yield running
    finally:
        await running.down()
