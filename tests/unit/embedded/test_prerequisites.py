import os
import pwd
from pathlib import Path

import pytest

from needlepoint.trial.embedded import EmbeddedKafka, EmbeddedPostgres, MissingPrerequisite, kafka, postgres
from needlepoint.trial.embedded.account import account_for_postgres, make_readable, open_way_to


async def test_without_the_postgres_wheel_the_command_that_installs_it_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres, "find_spec", lambda name: None)
    with pytest.raises(MissingPrerequisite, match="pip install"):
        await EmbeddedPostgres(tmp_path).start()


def test_without_the_kafka_wheel_the_command_that_installs_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kafka, "find_spec", lambda name: None)
    monkeypatch.setattr(kafka, "_library", None)
    with pytest.raises(MissingPrerequisite, match="pip install"):
        EmbeddedKafka().start()


def test_root_on_a_machine_without_another_account_is_shown_how_to_make_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nobody_there(name: str) -> pwd.struct_passwd:
        raise KeyError(name)

    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(pwd, "getpwnam", nobody_there)
    with pytest.raises(MissingPrerequisite, match="useradd"):
        account_for_postgres(tmp_path / "cluster")


def test_an_ordinary_user_runs_it_as_themselves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert account_for_postgres(tmp_path / "cluster") is None


def test_the_way_is_opened_for_passing_but_not_for_looking_around(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    open_way_to(closed / "cluster")
    assert closed.stat().st_mode & 0o777 == 0o701


def test_programs_installed_for_their_owner_alone_become_readable_and_runnable(tmp_path: Path) -> None:
    program, library = tmp_path / "initdb", tmp_path / "lib.so"
    for path, mode in ((program, 0o700), (library, 0o600)):
        path.touch()
        path.chmod(mode)
    make_readable(tmp_path)
    assert program.stat().st_mode & 0o777 == 0o755
    assert library.stat().st_mode & 0o777 == 0o644
