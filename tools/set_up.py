"""``python3 tools/set_up.py FOLDER``: a virtual environment with everything in it, and on the way what it is doing.

Runs on the machine's own Python, before anything is installed: only the standard library. make calls it.
"""

import re
import subprocess
import sys
import threading
import time
from pathlib import Path

LOCK = Path("requirements.txt")
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
    progress.step(f"{total} packages, from requirements.txt")
    _run([str(python), *PIP, "--require-hashes", "-r", str(LOCK)], progress, total)
    progress.step("Needlepoint itself")
    _run([str(python), *PIP, "--no-deps", "--no-build-isolation", "--editable", "."], progress)
    progress.step("ready")
    progress.end()


def _run(command: list[str], progress: Progress, total: int = 0) -> None:
    """Run it; of what pip prints, how many packages it has come to, and that it installs them."""
    said: list[str] = []
    seen = 0
    with subprocess.Popen(  # words of our own
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace"
    ) as process:
        for line in process.stdout or ():
            said.append(line)
            if total and (found := re.match(r"(?:Collecting|Requirement already satisfied:) ([\w.-]+)", line)):
                seen += 1
                progress.step(f"fetching {seen} of {total}: {found[1]}", at_once=False)
            elif total and line.startswith("Installing collected packages"):
                progress.step(f"installing {total} packages")
    if process.returncode:
        progress.end()
        print("".join(said[-20:]), file=sys.stderr, end="")
        sys.exit(process.returncode)


if __name__ == "__main__":
    main()
