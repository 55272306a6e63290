"""tools/set_up.py: whoever sets up for the first time is never left in silence, and sees why it failed."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from tools import set_up


def pip_that(says: str) -> list[str]:
    """Something that prints as pip does."""
    return [sys.executable, "-u", "-c", f"import sys, time\n{says}"]


def test_it_says_how_many_packages_it_has_come_to_and_that_it_installs_them(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(set_up, "EVERY_SECONDS", -1.0)
    progress = set_up.Progress()
    says = "print('Collecting alembic==1\\nCollecting zoneinfo\\nInstalling collected packages: a, b')"

    set_up._run(pip_that(says), progress, total=2)
    progress.end()

    words = [line.split("s  ", 1)[1] for line in capsys.readouterr().out.splitlines()]
    assert [word for word in words if "of 2" in word] == ["fetching 1 of 2: alembic", "fetching 2 of 2: zoneinfo"]
    assert words[-1] == "installing 2 packages"


def test_it_speaks_although_nothing_happens(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(set_up, "EVERY_SECONDS", 0.5)
    progress = set_up.Progress()
    progress.step("installing")
    time.sleep(2.5)
    progress.end()
    assert len(capsys.readouterr().out.splitlines()) >= 2


def test_what_fails_ends_it_with_pips_own_words_and_code(capsys: pytest.CaptureFixture[str]) -> None:
    progress = set_up.Progress()
    with pytest.raises(SystemExit) as ended:
        set_up._run(pip_that("print('ERROR: no such package'); sys.exit(3)"), progress)
    assert ended.value.code == 3
    assert "ERROR: no such package" in capsys.readouterr().err


def test_it_runs_on_a_python_that_has_nothing_installed() -> None:
    alone = subprocess.run(
        [sys.executable, "-I", "-S", "-c", f"import runpy; runpy.run_path({str(Path(set_up.__file__))!r})"],
        capture_output=True,
        text=True,
    )
    assert alone.returncode == 0, alone.stderr
