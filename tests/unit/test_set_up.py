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


@pytest.fixture
def prepared(tmp_path: Path) -> tuple[Path, Path]:
    """An environment whose programs write down what they are asked to do; uv fails where a file ``no-way`` lies."""
    asked, programs = tmp_path / "asked", tmp_path / "venv" / "bin"
    programs.mkdir(parents=True)
    for name, fails in (("python", ""), ("uv", f"[ -e {tmp_path}/no-way ] && echo 'error: no route' && exit 2")):
        program = programs / name
        program.write_text(f'#!/bin/sh\necho "{name} $*" >> {asked}\n{fails}\nexit 0\n')
        program.chmod(0o755)
    return tmp_path / "venv", asked


def test_uv_installs_what_the_lock_says_with_every_hash(
    prepared: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, asked = prepared
    monkeypatch.setattr(sys, "argv", ["set_up.py", str(folder)])

    set_up.main()

    words = asked.read_text().splitlines()
    assert [line for line in words if "-r requirements-install.txt" in line] == [words[0]]
    assert [line.split()[0] for line in words if "-r requirements.txt" in line] == ["uv"]
    assert all("--require-hashes" in line for line in words if " -r " in line)
    assert words[-1].startswith("uv pip install")
    assert words[-1].endswith("--editable .")


def test_pip_installs_where_uv_cannot_and_it_is_said_why(
    prepared: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, asked = prepared
    (folder.parent / "no-way").touch()
    monkeypatch.setattr(sys, "argv", ["set_up.py", str(folder)])

    set_up.main()

    words = asked.read_text().splitlines()
    assert [line.split()[0] for line in words if "-r requirements.txt" in line] == ["uv", "python"]
    assert all("--require-hashes" in line for line in words if " -r " in line)
    assert words[-1].startswith("python -m pip install")
    assert "pip installs, for uv cannot here: error: no route" in capsys.readouterr().out


@pytest.mark.parametrize("line", [":env:.index-url='INDEX'", "global.index-url='INDEX'", "install.index-url='INDEX'"])
def test_uv_asks_the_index_that_pip_is_told_to_ask(line: str, tmp_path: Path) -> None:
    python = tmp_path / "python"
    index = "https://packages.example.org/simple"
    python.write_text(f"#!/bin/sh\ncat <<'END'\nglobal.timeout='60'\n{line.replace('INDEX', index)}\nEND\n")
    python.chmod(0o755)

    assert set_up._index_for_uv(python) == {"UV_DEFAULT_INDEX": index}


def test_it_runs_on_a_python_that_has_nothing_installed() -> None:
    alone = subprocess.run(
        [sys.executable, "-I", "-S", "-c", f"import runpy; runpy.run_path({str(Path(set_up.__file__))!r})"],
        capture_output=True,
        text=True,
    )
    assert alone.returncode == 0, alone.stderr
