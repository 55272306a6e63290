"""Publishing event schemas, and noticing every way in which models, schemas, examples and history can disagree."""

import json
import subprocess
from enum import StrEnum
from inspect import cleandoc
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from pydantic import Field, create_model

from contracts.event import Event
from contracts.registry import BY_TYPE, EVENTS
from tools.contracts import publication
from tools.contracts.earlier_revisions import RevisionUnknown, check_since
from tools.contracts.publication import PublishRefused, broken_promises, check, publish, schema_of

TYPE = "needlepoint.booking.TrialHeld.v1"


def trial(version: int = 1, **more: Any) -> type[Event]:
    fields: dict[str, Any] = {"patient_id": (UUID, ...), "weeks": (int, ...), **more}
    given = {name: field for name, field in fields.items() if field is not None}
    options = {"topic": "booking.trials", "key": "patient_id", "version": version}
    return create_model("TrialHeld", __base__=Event, __cls_kwargs__=options, **given)


TRIAL = trial()
LONGER = trial(remark=(str | None, None))
SHORTER = trial(weeks=None)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A contracts folder in which TrialHeld is published, with an example."""
    publish(tmp_path, [TRIAL])
    (tmp_path / "examples").mkdir()
    example = {"patient_id": "01990005-1033-7057-909f-6d2c7ddf743f", "weeks": 4}
    (tmp_path / "examples" / f"{TYPE}.json").write_text(json.dumps(example))
    return tmp_path


def sentences(root: Path, *events: type[Event]) -> str:
    return "\n".join(map(str, check(root, events)))


def test_what_this_repository_publishes_is_what_its_models_say() -> None:
    assert check() == []


def test_every_event_is_registered_and_explained() -> None:
    assert publication.unfinished() == []


def test_an_event_that_nobody_could_listen_to_is_noticed() -> None:
    [problem] = publication.unfinished(EVENTS[1:])
    assert problem.event_type == EVENTS[0].type_name()
    assert "EVENTS in contracts/registry.py" in problem.sentence


def test_an_event_or_a_field_that_says_nothing_of_itself_is_noticed() -> None:
    found = {problem.sentence for problem in publication.unfinished([*EVENTS, TRIAL])}
    assert found == {f"TrialHeld{each} has no docstring." for each in ("", ".patient_id", ".weeks")}


def test_a_new_list_of_words_in_an_event_has_to_be_open() -> None:
    class Season(StrEnum):
        """When."""

        SPRING = "spring"

    [*_, problem] = publication.unfinished([*EVENTS, trial(season=(Season, Field(description="When.")))])
    assert problem.sentence == "Season is a closed list of words. Make the field a Word (decision 0016)."


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.type_name())
def test_a_schema_says_what_is_where_and_by_which_key(event: type[Event]) -> None:
    schema = json.loads((publication.ROOT / "schemas" / f"{event.type_name()}.json").read_text())
    assert schema["$id"] == f"urn:needlepoint:schema:{event.type_name()}"
    assert (schema["x-type"], schema["x-topic"], schema["x-key"]) == (event.type_name(), event.topic, event.key_field)
    assert (schema["title"], schema["description"]) == (event.__name__, cleandoc(event.__doc__ or ""))


@pytest.mark.parametrize("file", sorted((publication.ROOT / "examples").glob("*.json")), ids=lambda file: file.stem)
def test_a_past_event_is_read_for_ever_with_nothing_lost(file: Path) -> None:
    past = json.loads(file.read_text(encoding="utf-8"))
    event = BY_TYPE[file.stem].model_validate_json(file.read_bytes())
    assert event.key == past[event.key_field]
    assert kept(past, json.loads(event.model_dump_json())) == past


def kept(past: Any, now: Any) -> Any:
    """What is left of a past event when fields that were added since are not looked at."""
    if isinstance(past, dict) and isinstance(now, dict):
        return {name: kept(past[name], now[name]) for name in past if name in now}
    if isinstance(past, list) and isinstance(now, list):
        return [kept(*pair) for pair in zip(past, now, strict=True)]
    return now


def test_publishing_twice_writes_once(tmp_path: Path) -> None:
    assert [file.name for file in publish(tmp_path, [TRIAL])] == [f"{TYPE}.json"]
    assert publish(tmp_path, [TRIAL]) == []


def test_a_compatible_change_is_noticed_and_published(root: Path) -> None:
    assert "has changed compatibly. Run `make contracts`" in sentences(root, LONGER)
    assert [file.stem for file in publish(root, [LONGER])] == [TYPE]
    assert check(root, [LONGER]) == []


def test_an_incompatible_change_is_refused_and_nothing_is_written(root: Path) -> None:
    class Untouched(Event, topic="booking.trials", key="patient_id"):
        """Would be new."""

        patient_id: UUID

    before = (root / "schemas" / f"{TYPE}.json").read_text()
    with pytest.raises(PublishRefused, match=r"weeks was removed or renamed.*make a v2 beside v1"):
        publish(root, [Untouched, SHORTER])
    assert (root / "schemas" / f"{TYPE}.json").read_text() == before
    assert [file.stem for file in (root / "schemas").iterdir()] == [TYPE]
    assert "weeks was removed or renamed" in sentences(root, SHORTER)


def test_a_second_version_stands_beside_the_first(root: Path) -> None:
    second = trial(version=2, weeks=None)
    assert [file.stem for file in publish(root, [TRIAL, second])] == ["needlepoint.booking.TrialHeld.v2"]
    assert "needlepoint.booking.TrialHeld.v2: has no example" in sentences(root, TRIAL, second)


def test_a_type_that_was_published_cannot_be_dropped(root: Path) -> None:
    assert f"{TYPE}: was published but is missing" in sentences(root)


def test_a_new_type_has_to_be_published_with_an_example(tmp_path: Path) -> None:
    said = sentences(tmp_path, TRIAL)
    assert f"{TYPE}: is not published" in said
    assert f"Write one to contracts/examples/{TYPE}.json" in said


def test_a_stricter_validator_that_no_schema_shows_is_caught_by_the_example(root: Path) -> None:
    class TrialHeld(Event, topic="booking.trials", key="patient_id"):
        patient_id: UUID
        weeks: int

        def model_post_init(self, _: Any) -> None:
            if self.weeks < 5:
                raise ValueError("too short")

    assert "its example, a past event, cannot be read any more" in sentences(root, TrialHeld)


def git(folder: Path, *arguments: str) -> None:
    identity = ["-c", "user.name=A tester", "-c", "user.email=tester@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", "-C", str(folder), *identity, *arguments], check=True, capture_output=True)


@pytest.fixture
def history(root: Path) -> Path:
    """The same folder in a git repository, where TrialHeld was published in the first commit."""
    git(root, "init", "--quiet")
    git(root, "add", "schemas", "examples")
    git(root, "commit", "--quiet", "--message", "published")
    return root


def test_model_and_schema_changed_by_hand_together_are_caught_by_history(history: Path) -> None:
    (history / "schemas" / f"{TYPE}.json").write_text(json.dumps(schema_of(SHORTER)))
    assert check(history, [SHORTER]) == []
    [problem] = check_since("HEAD", history, [SHORTER])
    assert "weeks was removed or renamed" in str(problem)
    assert "compared with HEAD" in str(problem)


def test_a_type_dropped_with_its_schema_and_example_is_caught_by_history(history: Path) -> None:
    (history / "schemas" / f"{TYPE}.json").unlink()
    (history / "examples" / f"{TYPE}.json").unlink()
    assert check(history, []) == []
    [problem] = check_since("HEAD", history, [])
    assert "was published but is missing" in str(problem)


def test_history_has_nothing_against_a_compatible_change(history: Path) -> None:
    assert check_since("HEAD", history, [LONGER]) == []


def test_history_before_anything_was_published_promises_nothing(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet")
    git(tmp_path, "commit", "--quiet", "--allow-empty", "--message", "empty")
    assert check_since("HEAD", tmp_path, [TRIAL]) == []


@pytest.mark.parametrize("revision", ["no-such-branch", "0" * 40, "-x", ""])
def test_a_revision_that_is_not_there_is_named(history: Path, revision: str) -> None:
    with pytest.raises(RevisionUnknown, match=revision or "''"):
        check_since(revision, history, [TRIAL])


def test_outside_of_a_repository_there_is_no_history(root: Path) -> None:
    with pytest.raises(RevisionUnknown, match="Not compared with history"):
        check_since("HEAD", root, [TRIAL])


def test_promises_are_listed_by_type() -> None:
    unknown = list(broken_promises({"needlepoint.booking.Forgotten.v1": {}}, {}))
    assert [problem.event_type for problem in unknown] == ["needlepoint.booking.Forgotten.v1"]
