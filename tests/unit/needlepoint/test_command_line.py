"""The command line: every command explains itself, and what is wrong with an order is said in words."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from chassis.events.reactions import Reactions
from needlepoint.cli import app
from needlepoint.operate.command_line import app as operate_alone
from needlepoint.services import SERVICE_NAMES
from needlepoint.trial import commands as trial_commands
from needlepoint.trial.embedded import AlreadyInUse, MissingPrerequisite
from needlepoint.trial.embedded.leftovers import Lock
from tools.contracts import publication
from tools.contracts.__main__ import app as contracts_tool


def commands(group: Any, *path: str) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every command there is, with the words that call it. Typer's own copy of click has no types to name."""
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from commands(command, *path, name)
        if not hasattr(command, "commands") or command.invoke_without_command:
            yield (*path, name), command


EVERY_COMMAND = dict(commands(typer.main.get_command(app)))


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An empty folder, and no settings of any service."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "300")
    for name in SERVICE_NAMES:
        for setting in ("DATABASE_URL", "KAFKA_BOOTSTRAP", "JWKS"):
            monkeypatch.delenv(f"{name.upper()}_{setting}", raising=False)


def needlepoint(*words: str) -> Result:
    """What an order does; no order may end in a traceback."""
    result = CliRunner().invoke(app, list(words))
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


@pytest.mark.parametrize("words", EVERY_COMMAND, ids=" ".join)
def test_every_command_shows_an_example_of_itself(words: tuple[str, ...]) -> None:
    help_text = needlepoint(*words, "--help").output

    named = " ".join(words).removeprefix("operate ")
    assert f"Example: needlepoint {named}" in help_text


def test_the_operators_commands_are_the_same_with_and_without_their_group() -> None:
    operators = {words[1:] for words in EVERY_COMMAND if words[0] == "operate"}

    assert operators == set(dict(commands(typer.main.get_command(operate_alone))))
    assert operators < set(EVERY_COMMAND)
    assert {
        words for words in EVERY_COMMAND if words[0] not in ("operate", "demo", "prove-bookings", "up", "token", "env")
    } == operators


@pytest.mark.parametrize("words", EVERY_COMMAND, ids=" ".join)
def test_every_option_says_what_it_is_for(words: tuple[str, ...]) -> None:
    unexplained = [each.name for each in EVERY_COMMAND[words].params if not getattr(each, "help", None)]

    assert unexplained == []


@pytest.mark.parametrize(
    ("order", "answer"),
    [
        ("token butcher", "'butcher' is not one of 'front_desk'"),
        ("token patient", "A patient's token needs --subject, the patient's id."),
        ("token operator --hours 0", "Invalid value for '--hours'"),
        ("token operator --clinic Lisbon", "Invalid value for '--clinic'"),
        ("migrate accounts", f"There is no service accounts: use one of {', '.join(SERVICE_NAMES)}."),
        ("migrate booking", "set BOOKING_DATABASE_URL, BOOKING_KAFKA_BOOTSTRAP, BOOKING_JWKS in the environment"),
        ("dead-letters replay --all", "Missing option '--service'"),
        ("operate lag --service accounts", "There is no service accounts"),
        ("dead-letters list --service accounts", "There is no service accounts"),
        ("dead-letters list --service screening", "Or run `needlepoint up`, whose settings are found automatically."),
        ("dead-letters show seventeen --service booking", "Invalid value for 'id'"),
        ("dead-letters replay --service booking", "Give the id of one dead letter, or --all."),
        ("dead-letters replay 17 --all --service booking", "Give the id of one dead letter, or --all."),
        ("dead-letters discard 17 --service booking", "Missing option '--reason'"),
        ("up --folder taken", "'taken' is a file."),
        ("lag --service accounts", "There is no service accounts"),
        ("lag --above -1", "Invalid value for '--above'"),
        ("lag", "set BOOKING_DATABASE_URL, BOOKING_KAFKA_BOOTSTRAP, BOOKING_JWKS in the environment"),
        ("topics list", "Or run `needlepoint up`, whose settings are found automatically."),
        ("topics grow", "Missing argument 'topic'"),
        ("outbox --service accounts", "There is no service accounts"),
        ("outbox again", "Missing option '--service'"),
        ("outbox again --service booking --from yesterday", "yesterday is not a moment: use beginning, a day like"),
        ("replay --service notifications", "Missing option '--from'"),
        ("replay --service notifications --from 2026-11-01T08:00", "2026-11-01T08:00 has no time zone"),
        ("replay --service notifications --from 2026-13-01", "2026-13-01 is not a moment"),
        ("sing", "No such command 'sing'."),
    ],
)
def test_an_order_that_makes_no_sense_is_answered_with_what_would(order: str, answer: str) -> None:
    Path("taken").write_text("a file")

    result = needlepoint(*order.split())

    assert result.exit_code == 2
    assert answer in result.output


@pytest.mark.parametrize(
    "order",
    [
        "dead-letters list --service booking",
        "migrate booking",
        "outbox",
        "outbox again --service booking",
        "replay --service booking --from beginning",
    ],
)
def test_a_database_that_is_away_is_said_in_words(order: str, everything_away: None) -> None:
    result = needlepoint(*order.split())

    assert result.exit_code == 1
    assert re.search("The database of (booking|inventory) does not answer", result.output)
    assert "secret" not in result.output


@pytest.mark.parametrize("order", ["lag --service screening", "topics list", "topics check", "topics create"])
def test_a_kafka_that_is_away_is_said_in_words(order: str, everything_away: None) -> None:
    result = needlepoint(*order.split())

    assert result.exit_code == 1
    assert "Kafka at 127.0.0.1:1 does not answer" in result.output


def test_what_cannot_be_rebuilt_from_history_is_refused_with_where_to_turn(
    everything_away: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Reactions, "projected", ())

    result = needlepoint("replay", "--service", "inventory", "--from", "2026-11-01")

    assert result.exit_code == 1
    assert "inventory has no projections to rebuild from history" in result.output
    assert "docs/operations.md" in result.output


@pytest.fixture
def everything_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings of all services, and nothing at their addresses."""
    for name in SERVICE_NAMES:
        address = f"postgresql+asyncpg://{name}:secret@127.0.0.1:1/{name}"
        monkeypatch.setenv(f"{name.upper()}_DATABASE_URL", address)
        monkeypatch.setenv(f"{name.upper()}_KAFKA_BOOTSTRAP", "127.0.0.1:1")
        monkeypatch.setenv(f"{name.upper()}_JWKS", "jwks.json")
        monkeypatch.setenv(f"{name.upper()}_ALLOW_PLAINTEXT", "kafka,postgres")


@pytest.mark.parametrize("command", ["demo", "up"])
def test_what_is_missing_is_named_with_the_command_that_installs_it(
    command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    lacks(monkeypatch, MissingPrerequisite("There is no PostgreSQL; get it with: pip install 'needlepoint[embedded]'"))

    result = needlepoint(command)

    assert result.exit_code == 1
    assert "get it with: pip install 'needlepoint[embedded]'" in result.output


def test_a_folder_in_use_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    held = Lock(tmp_path)
    with pytest.raises(AlreadyInUse) as refused:
        Lock(tmp_path)
    held.release()
    lacks(monkeypatch, refused.value)

    result = needlepoint("up")

    assert result.exit_code == 1
    assert f"{tmp_path} is in use by another run. Stop that one first" in result.output


def lacks(monkeypatch: pytest.MonkeyPatch, trouble: Exception) -> None:
    """Whatever is started on this machine fails like this."""

    async def fails(*_: object, **__: object) -> None:
        raise trouble

    monkeypatch.setattr(trial_commands, "_run", fails)
    monkeypatch.setattr("needlepoint.trial.demo.run.play", fails)


@pytest.fixture
def example() -> None:
    """What `needlepoint env` starts from, in this folder."""
    Path(".env.example").write_text("A_PASSWORD=\nB_PASSWORD=\nJWKS_FILE=./x\nREHEARSAL_FOLDER=./y\n#PORT=1\n")


@pytest.mark.usefixtures("example")
def test_env_makes_passwords_of_their_own_that_only_their_owner_may_read(tmp_path: Path) -> None:
    assert needlepoint("env").exit_code == 0

    written = dict(line.split("=", 1) for line in Path(".env").read_text().splitlines())
    assert len(written["A_PASSWORD"]) >= 32
    assert written["A_PASSWORD"] != written["B_PASSWORD"]
    assert written["#PORT"] == "1"
    assert Path(written["JWKS_FILE"]).is_file()
    assert Path(written["REHEARSAL_FOLDER"]).is_dir()
    assert Path(".env").stat().st_mode & 0o077 == 0
    assert tmp_path in Path(written["JWKS_FILE"]).parents


@pytest.mark.usefixtures("example")
def test_env_keeps_what_is_there() -> None:
    Path(".env").write_text("A_PASSWORD=old")

    again = needlepoint("env")

    assert again.exit_code == 1
    assert ".env exists and is kept." in again.output
    assert Path(".env").read_text() == "A_PASSWORD=old"


@pytest.mark.parametrize("command", ["publish", "check"])
def test_an_event_that_is_not_finished_is_not_published(command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    silent = publication.Problem("needlepoint.booking.PatientArrived.v1", "PatientArrived has no docstring.")
    monkeypatch.setattr(publication, "unfinished", lambda: [silent])

    refused = CliRunner().invoke(contracts_tool, [command])

    assert refused.exit_code == 1
    assert refused.output == "✗ needlepoint.booking.PatientArrived.v1: PatientArrived has no docstring.\n"


def test_env_says_where_it_has_to_be_run() -> None:
    assert "run this in the folder of docker-compose.yml" in needlepoint("env").output
    assert not Path(".env").exists()


def test_the_story_refuses_containers_that_are_not_up() -> None:
    Path(".env").write_text(
        "".join(f"{name.upper()}_DB_PASSWORD=x\n" for name in SERVICE_NAMES)
        + "KAFKA_OPERATOR_PASSWORD=x\nPOSTGRES_PORT=1\nJWKS_FILE=keys/jwks.json\nREHEARSAL_FOLDER=rehearsal\n"
    )

    refused = needlepoint("demo", "--against", ".env")

    assert refused.exit_code == 1
    assert "docker compose" in refused.output


def test_a_story_needs_a_whole_description_of_its_containers() -> None:
    Path(".env").write_text("BOOKING_DB_PASSWORD=x\n")

    refused = needlepoint("demo", "--against", ".env")

    assert refused.exit_code == 1
    assert "INVENTORY_DB_PASSWORD" in refused.output


def test_a_decision_that_does_not_come_out_the_same_ends_the_command_with_an_error(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = {"same": True, "outcome": "review", "rule_set": "2026-11", "rule_set_digest": "5d", "differences": []}
    monkeypatch.setattr("needlepoint.operate.screening.ask", lambda *_: found)
    call = ("screening", "rerun", "0197b3c1-0000-7000-8000-000000000001", "--api", "http://127.0.0.1:1")
    assert "a clinician's --token" in needlepoint(*call).output
    same = needlepoint(*call, "--token", "token")
    assert (same.exit_code, same.output) == (0, "The same again: review, by 2026-11 (digest 5d).\n")
    found |= {"same": False, "differences": ["The outcome was cleared and is now review."]}
    altered = needlepoint(*call, "--token", "token")
    assert altered.exit_code == 1
    assert "NOT the same" in altered.output
    assert "✗ The outcome was cleared and is now review." in altered.output


def test_a_clinician_reads_every_rule_on_the_command_line(monkeypatch: pytest.MonkeyPatch) -> None:
    found = {
        "outcome": "deferred",
        "rule_set": "2026-11",
        "words": [],
        "for_the_patient": ["You cannot be treated yet."],
        "for_the_desk": ["No session yet."],
        "alternatives": [{"words": "from 2026-12-06: cleared"}],
        "rules": [{"code": "R51", "standing": "holds", "why": "Met: the day."}],
    }
    monkeypatch.setattr("needlepoint.operate.screening.ask", lambda *_: found)
    call = ("screening", "explain", "0197b3c1-0000-7000-8000-000000000001", "--api", "http://127.0.0.1:1")
    said = needlepoint(*call, "--token", "token").output
    for words in ("deferred, by rule set 2026-11", "You cannot be treated yet.", "Otherwise: from 2026-12-06", "R51"):
        assert words in said
