"""``python3 tools/set_up.py FOLDER``: a virtual environment with everything in it, and on the way what it is doing.

Runs on the machine's own Python, before anything is installed: only the standard library. make calls it.
pip brings uv, and uv brings the rest in a tenth of pip's time; where uv cannot, pip does. Both ask for every hash.
"""

import os
import re
import subprocess
import sys
import threading
import time
from pathlib import Path

LOCK = Path("requirements.txt")
INSTALLER = Path("requirements-install.txt")
"""The lock of uv."""
EVERY_SECONDS = 5.0
"""The longest silence."""
PIP = ("-m", "pip", "install", "--disable-pip-version-check", "--no-input", "--progress-bar", "off")


class Progress:
    """One line a step, with the seconds since the start; while nothing new happens, the same again."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._said_at = 0.0
        self._doing = ""
        self._lock = threading.Lock()
        self._ended = threading.Event()
        threading.Thread(target=self._keep_talking, daemon=True).start()

    def step(self, doing: str, *, at_once: bool = True) -> None:
        """What is being done now; said at once, or when it is time to say something."""
        with self._lock:
            self._doing = doing
            if at_once or time.monotonic() - self._said_at > EVERY_SECONDS:
                self._say()

    def end(self) -> None:
        """Nothing more is said."""
        self._ended.set()

    def _keep_talking(self) -> None:
        while not self._ended.wait(1):
            with self._lock:
                if self._doing and time.monotonic() - self._said_at > EVERY_SECONDS:
                    self._say()

    def _say(self) -> None:
        self._said_at = time.monotonic()
        print(f"  {self._said_at - self._began:4.0f} s  {self._doing}", flush=True)


def main() -> None:
    """Exits with pip's own code, and its last words, when something fails."""
    folder = Path(sys.argv[1])
    progress = Progress()
    python = folder / "bin" / "python"
    if not python.exists():
        progress.step(f"making {folder}")
        _run([sys.executable, "-m", "venv", str(folder)], progress)
    total = len(re.findall(r"^[\w.-]+==", LOCK.read_text(encoding="utf-8"), re.MULTILINE))
    pip = [str(python), *PIP]
    itself = ["--no-deps", "--no-build-isolation", "--editable", "."]
    try:
        progress.step("fetching uv, which installs")
        _try([*pip, "--require-hashes", "-r", str(INSTALLER)], progress)
        uv = [str(folder / "bin" / "uv"), "pip", "install", "--python", str(python), "--no-progress"]
        index = _index_for_uv(python)
        progress.step(f"{total} packages, from requirements.txt")
        _try([*uv, "--require-hashes", "-r", str(LOCK)], progress, environment=index)
        progress.step("Needlepoint itself")
        _try([*uv, *itself], progress, environment=index)
    except _Failed as failed:
        progress.step(f"pip installs, for uv cannot here: {failed.last_words}")
        _run([*pip, "--require-hashes", "-r", str(LOCK)], progress, total)
        progress.step("Needlepoint itself")
        _run([*pip, *itself], progress)
    progress.step("ready")
    progress.end()


class _Failed(Exception):
    """A command did not do what it was to do."""

    def __init__(self, code: int, said: list[str]) -> None:
        super().__init__(code)
        self.code = code
        self.said = said

    @property
    def last_words(self) -> str:
        """In one line."""
        return next((line.strip() for line in reversed(self.said) if line.strip()), f"exit code {self.code}")


def _index_for_uv(python: Path) -> dict[str, str]:
    """The package index that pip is told to use, for uv reads no settings of pip's."""
    settings = subprocess.run(  # words of our own
        [str(python), "-m", "pip", "config", "list"], capture_output=True, text=True, errors="replace", check=False
    ).stdout
    index = re.search(r"^(?::env:|global|install)\.index-url='(.+)'$", settings, re.MULTILINE)
    return {"UV_DEFAULT_INDEX": index[1]} if index else {}


def _run(command: list[str], progress: Progress, total: int = 0) -> None:
    """The same, but what fails ends the set-up."""
    try:
        _try(command, progress, total)
    except _Failed as failed:
        progress.end()
        print("".join(failed.said[-20:]), file=sys.stderr, end="")
        sys.exit(failed.code)


def _try(command: list[str], progress: Progress, total: int = 0, *, environment: dict[str, str] | None = None) -> None:
    """Run it; of what pip prints, how many packages it has come to, and that it installs them. Raises _Failed."""
    said: list[str] = []
    seen = 0
    with subprocess.Popen(  # words of our own
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        env=os.environ | (environment or {}),
    ) as process:
        for line in process.stdout or ():
            said.append(line)
            if total and (found := re.match(r"(?:Collecting|Requirement already satisfied:) ([\w.-]+)", line)):
                seen += 1
                progress.step(f"fetching {seen} of {total}: {found[1]}", at_once=False)
            elif total and line.startswith("Installing collected packages"):
                progress.step(f"installing {total} packages")
    if process.returncode:
        raise _Failed(process.returncode, said)


if __name__ == "__main__":
    main()
