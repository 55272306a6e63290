"""What `make check` says of a key that somebody left in the tree. The keys here are made while the test runs."""

import random
import secrets
import string
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from tools.secret_scan import Found, new_findings, read_accepted, scan, tracked_files

CAPITALS = string.ascii_uppercase + string.digits


def private_key() -> str:
    key = Ed25519PrivateKey.generate()
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


PLANTED: dict[str, Callable[[], str]] = {
    "a private key": private_key,
    "an access key of a cloud": lambda: "AK" + "IA" + "".join(secrets.choice(CAPITALS) for _ in range(16)),
    "a bearer token": lambda: jwt.encode({"sub": "x"}, secrets.token_bytes(32)),
    "a password in an address": lambda: "postgresql://booking:" + secrets.token_hex(8) + "@db.example/booking",
    # The same on every run: the scanner leaves out the few random words that are hardly random.
    "a random password": lambda: (
        f'PASSWORD = "{"".join(random.Random(7).choices(string.ascii_letters + string.digits, k=43))}"'
    ),
}


@pytest.mark.parametrize("kind", PLANTED)
def test_a_planted_secret_is_found(kind: str, tmp_path: Path) -> None:
    file = tmp_path / "notes.py"
    file.write_text(f"# for later\n{PLANTED[kind]()}\n")

    assert [each.file for each in scan([str(file)])]


def test_check_fails_names_the_place_and_does_not_repeat_the_secret(tmp_path: Path) -> None:
    secret = private_key()
    (tmp_path / "deploy.sh").write_text(secret)
    for words in (["init", "--quiet"], ["add", "deploy.sh"]):
        subprocess.run(["git", *words], cwd=tmp_path, check=True)

    repository = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-m", "tools.secret_scan", "check"],
        cwd=tmp_path,
        env={"PYTHONPATH": str(repository), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1, done.stderr
    assert "deploy.sh:1: Private Key" in done.stdout
    assert secret.splitlines()[1] not in done.stdout + done.stderr


def test_tests_may_make_up_passwords_and_leave_no_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("tests").mkdir()
    for name in ("a password in an address", "a random password", "a private key"):
        Path("tests", f"{name}.py").write_text(PLANTED[name]())

    found = scan(str(path) for path in sorted(Path("tests").iterdir()))

    assert [each.file for each in found] == ["tests/a private key.py"]


def test_what_was_accepted_in_one_file_is_not_accepted_in_another() -> None:
    found = [Found("a.py", 1, "Private Key", "0f"), Found("b.py", 1, "Private Key", "0f")]

    assert new_findings(found, {"a.py": ["0f"]}) == [found[1]]


def test_every_file_with_something_accepted_is_still_tracked() -> None:
    assert read_accepted().keys() <= set(tracked_files())


def test_make_check_looks_for_secrets() -> None:
    assert "$(BIN)/python -m tools.secret_scan check" in Path("Makefile").read_text()
