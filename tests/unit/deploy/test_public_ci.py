"""The workflow that everybody sees does what must hold on main."""

import re
from pathlib import Path
from typing import Any

import yaml

WORKFLOW: dict[str, Any] = yaml.safe_load(Path(".github/workflows/ci.yml").read_text())
COMMANDS = [step["run"] for job in WORKFLOW["jobs"].values() for step in job["steps"] if "run" in step]


def test_it_runs_all_that_our_own_ci_runs_on_a_real_kafka() -> None:
    ours = re.findall(r"^(?:\w+=\S+ )?step (make \w+)", Path(".ci/run").read_text(), re.MULTILINE)
    assert {"make check", "make dates", "make test"} == set(ours)
    for command in (*ours, "make demo"):  # which a test of ours plays
        assert any(command in each for each in COMMANDS), command
    assert WORKFLOW["jobs"]["test"]["env"] == {"NEEDLEPOINT_REQUIRE_REAL_KAFKA": "1", "NEEDLEPOINT_REQUIRE_DOCKER": "1"}


def test_it_builds_the_images_waits_until_everything_is_healthy_and_runs_the_story_there() -> None:
    assert "docker compose --profile operate build" in COMMANDS
    assert "docker compose run --rm operate lag --above 0" in COMMANDS
    assert any(re.match(r"docker compose .*\bup --wait", each) for each in COMMANDS)
    assert ".venv/bin/needlepoint demo --against .env" in COMMANDS


def test_it_may_only_read_and_never_runs_for_ever() -> None:
    assert WORKFLOW["permissions"] == {"contents": "read"}
    assert all(job["timeout-minutes"] <= 45 for job in WORKFLOW["jobs"].values())


def test_each_job_with_logs_keeps_them_when_it_fails() -> None:
    for job in WORKFLOW["jobs"].values():
        if any("logs" in step.get("run", "") for step in job["steps"]):
            [kept] = [step for step in job["steps"] if step.get("uses", "").startswith("actions/upload-artifact@")]
            assert kept["if"] == "failure()"
