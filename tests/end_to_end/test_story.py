"""The demo's story, as anybody sees it who runs it."""

import os
from uuid import uuid4

import pytest

from needlepoint.trial.demo.scenes import SCENES
from tests.end_to_end.containers.composed import why_not
from tests.end_to_end.processes import run_by, started
from tests.parts.choose import Parts

ESCAPE = "\x1b"


async def test_the_story_runs_to_its_end_and_every_fact_of_it_holds() -> None:
    """By the command of the README."""
    demo = await run_by("make", "demo")

    assert await demo.ends() == 0, demo.output
    assert all(title in demo.words for title, _ in SCENES)
    assert "facts hold" in demo.words
    assert "Next: `needlepoint up`" in demo.words
    assert "✓" in demo.output
    assert "✗" not in demo.output
    assert ESCAPE not in demo.output, "piped, it is plain text"


async def test_the_story_names_what_did_not_happen_and_fails() -> None:
    """Messages are never sent: the front desk would wait for nothing."""
    demo = await started("-m", "tests.end_to_end.play_story", "--silence", "notifications")

    assert await demo.ends() == 1, demo.output
    assert "facts did not hold" in demo.words
    assert "✗ Her telephone shows once" in demo.words
    assert "✗ The front desk sees that she was informed." in demo.words
    assert "facts hold" not in demo.words


async def test_the_same_story_holds_over_a_real_kafka(parts: Parts) -> None:
    if not parts.kafka.real:
        pytest.skip(f"needs a real Kafka, and this is {parts.kafka.description}")
    if "FAKETIME" not in os.environ and why_not() is None:
        pytest.skip("it is played on containers, whose Kafka is real: tests/end_to_end/containers/test_rehearsal.py")
    demo = await started(
        *(
            "-m",
            "tests.end_to_end.play_story",
            "--kafka",
            parts.kafka.bootstrap,
            "--prefix",
            f"story_{uuid4().hex[:8]}.",
        )
    )

    assert await demo.ends() == 0, demo.output
    assert "facts hold" in demo.words
    assert "booking ▸ SessionPerformed" in demo.words
