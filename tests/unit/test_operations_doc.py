"""docs/operations.md: every order that it shows can be given, and every alert that leads to it finds its section."""

import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml
from typer.testing import CliRunner

from chassis.run.settings import Settings
from needlepoint.cli import app
from needlepoint.services import SERVICE_NAMES
from needlepoint.trial.compose import ComposeSettings
from needlepoint.trial.system import SERVICES
from tests.parts.secured import Right

PAGE = (Path(__file__).parents[2] / "docs" / "operations.md").read_text(encoding="utf-8")
RULES = yaml.safe_load(Path("deploy/observability/needlepoint.rules.yml").read_text())["groups"][0]["rules"]


def orders() -> Iterator[str]:
    """Every ``needlepoint …`` in code, up to a comment."""
    blocks = re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL)
    for line in "\n".join(blocks).splitlines():
        if line.startswith("needlepoint "):
            yield line.split("#")[0].strip()
    prose = re.sub(r"```.*?```", "", PAGE, flags=re.DOTALL)
    yield from (" ".join(code.split()) for code in re.findall(r"`(needlepoint [^`]+)`", prose))


ORDERS = sorted(set(orders()))


def test_the_page_shows_the_operators_commands() -> None:
    shown = {order.split()[1] for order in ORDERS}

    assert {"topics", "lag", "outbox", "replay", "dead-letters", "migrate"} <= shown


@pytest.mark.parametrize("order", ORDERS)
def test_every_order_on_the_page_can_be_given(order: str) -> None:
    group: Any = typer.main.get_command(app)
    words = order.split()[1:]
    while words and hasattr(group, "commands") and words[0] in group.commands:
        group = group.commands[words.pop(0)]

    assert not hasattr(group, "commands") or group.invoke_without_command, f"{order}: there is no such command"
    arguments = [each for each in group.params if each.param_type_name == "argument"]
    assert not words or words[0].startswith("-") or arguments, f"{order}: {words[0]} is no command"
    known = {name for each in group.params for name in each.opts} | {"--help"}
    assert {word for word in words if word.startswith("--")} <= known


def test_every_alert_has_a_section_of_its_name_and_no_other_has() -> None:
    sections = re.findall(r"^### (.+)$", PAGE.split("## Alerts")[1], re.MULTILINE)

    assert sections == [rule["alert"] for rule in RULES]


def test_a_shell_that_has_read_what_compose_reads_finds_every_service(tmp_path: Path) -> None:
    written = CliRunner().invoke(app, ["env", "--file", str(tmp_path / ".env"), "--folder", str(tmp_path)])
    assert written.exit_code == 0
    shell = subprocess.run(
        ["sh", "-c", "set -a; . ./.env; set +a; env"],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], "POSTGRES_PORT": "5555"},
        capture_output=True,
        text=True,
        check=True,
    )
    found = dict(line.split("=", 1) for line in shell.stdout.splitlines())

    for name in SERVICE_NAMES:
        prefix, password = name.upper(), found[f"{name.upper()}_DB_PASSWORD"]
        assert password
        assert found[f"{prefix}_DATABASE_URL"] == f"postgresql+asyncpg://{name}:{password}@127.0.0.1:5555/{name}"
        assert found[f"{prefix}_KAFKA_BOOTSTRAP"] == "127.0.0.1:9094"
        assert Path(found[f"{prefix}_JWKS"]).exists()


def test_the_page_says_where_every_api_is_and_which_projections_every_service_has() -> None:
    for service in SERVICES:
        port = ComposeSettings.model_fields[f"{service.name}_port"].default
        assert f"{port} ({service.name})" in " ".join(PAGE.split())
    rows = re.findall(r"^\| ([\w, ]+) \| (.+?) \|", PAGE.split("## Replay")[1].split("\n## ")[0], re.MULTILINE)
    without = {name for names, copies in rows if copies == "none: refused" for name in names.split(", ")}
    assert without == {service.name for service in SERVICES if not service.reactions.projected}
    assert without | {names for names, _ in rows} >= set(SERVICE_NAMES)


def test_all_that_can_be_set_about_kafka_and_all_that_its_user_must_be_allowed_is_named() -> None:
    section = PAGE.split("## Kafka with TLS or authentication")[1].split("\n## ")[0]
    settings = {name.upper() for name in Settings.model_fields if name.startswith("kafka_")}
    rights = {right.value[1].name.title().replace("_", "") for right in Right}

    assert settings | rights <= set(re.findall(r"`(\w+)`", section))


def test_links_within_the_page_lead_somewhere() -> None:
    headings = re.findall(r"^#+ (.+)$", PAGE, re.MULTILINE)
    anchors = {re.sub(r"[^a-z0-9 -]", "", heading.lower()).replace(" ", "-") for heading in headings}

    assert set(re.findall(r"\]\(#([^)]+)\)", PAGE)) <= anchors
