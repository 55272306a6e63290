"""``python -m tools.secret_scan check|accept``: keys, tokens and passwords in the tracked files.

``check`` names what looks like a secret and was not accepted. ``accept`` writes all that is found now to
``.secrets.accepted.json``: read its difference before committing it, and remove and replace whatever is real.
"""

import hashlib
import json
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from detect_secrets.core.scan import scan_file
from detect_secrets.settings import transient_settings

ACCEPTED = Path(".secrets.accepted.json")
"""By file, digests of texts that a person has judged not to be secrets."""
GENERATED_IN = ("docs/openapi/", "docs/asyncapi.json", "contracts/examples/", "contracts/schemas/", str(ACCEPTED))
GENERATED_AS = ("requirements.txt", "requirements-install.txt", "digests.json")
"""Files full of digests, written by tools: how their paths begin and end."""
PLACEHOLDERS = {"secret", "password", "%s", "…", "x"}
"""What documents and tests write where a password would be."""

_BY_FORM = (
    "ArtifactoryDetector",
    "AWSKeyDetector",
    "AzureStorageKeyDetector",
    "CloudantDetector",
    "DiscordBotTokenDetector",
    "GitHubTokenDetector",
    "GitLabTokenDetector",
    "IbmCloudIamDetector",
    "JwtTokenDetector",
    "MailchimpDetector",
    "NpmDetector",
    "OpenAIDetector",
    "PrivateKeyDetector",
    "PypiTokenDetector",
    "SendGridDetector",
    "SlackDetector",
    "SquareOAuthDetector",
    "StripeDetector",
    "TelegramBotTokenDetector",
    "TwilioKeyDetector",
)
_BY_CHANCE: tuple[dict[str, object], ...] = (
    {"name": "BasicAuthDetector"},
    {"name": "Base64HighEntropyString", "limit": 4.5},
    {"name": "HexHighEntropyString", "limit": 3.0},
)
"""Passwords in addresses, and quoted text that looks random: not looked for in tests, which make such things up."""
_HEURISTICS = ("is_templated_secret", "is_sequential_string", "is_potential_uuid")


def _settings(*plugins: dict[str, object]) -> dict[str, object]:
    return {
        "plugins_used": [*({"name": name} for name in _BY_FORM), *plugins],
        "filters_used": [{"path": f"detect_secrets.filters.heuristic.{name}"} for name in _HEURISTICS],
    }


@dataclass(frozen=True, order=True)
class Found:
    """Something in a file that looks like a secret; the text itself is never shown."""

    file: str
    line: int
    kind: str
    digest: str


def tracked_files() -> list[str]:
    """Every file of the repository that a person wrote."""
    listed = subprocess.run(["git", "ls-files", "-z"], capture_output=True, text=True, check=True).stdout
    paths = [path for path in listed.split("\0") if path]
    return [path for path in paths if not path.startswith(GENERATED_IN) and not path.endswith(GENERATED_AS)]


def scan(paths: Iterable[str]) -> Iterator[Found]:
    """What looks like a secret in these files."""
    of_tests, others = _parted(paths)
    yield from _scan(of_tests, _settings())
    yield from _scan(others, _settings(*_BY_CHANCE))


def _parted(paths: Iterable[str]) -> tuple[list[str], list[str]]:
    of_tests: list[str] = []
    others: list[str] = []
    for path in paths:
        (of_tests if path.startswith(("tests/", "benchmarks/")) else others).append(path)
    return of_tests, others


def _scan(paths: Iterable[str], settings: dict[str, object]) -> Iterator[Found]:
    with transient_settings(settings):
        for path in paths:
            for each in scan_file(path):
                text = each.secret_value or ""
                if text not in PLACEHOLDERS:
                    digest = hashlib.sha256(text.encode()).hexdigest()[:16]
                    yield Found(path, each.line_number, each.type, digest)


def new_findings(found: Iterable[Found], accepted: dict[str, list[str]]) -> list[Found]:
    """Those that nobody accepted in that file."""
    return sorted(each for each in found if each.digest not in accepted.get(each.file, ()))


def read_accepted(path: Path = ACCEPTED) -> dict[str, list[str]]:
    """Digests by file."""
    accepted: dict[str, list[str]] = json.loads(path.read_text()) if path.exists() else {}
    return accepted


def _check() -> int:
    found = new_findings(scan(tracked_files()), read_accepted())
    for each in found:
        print(f"{each.file}:{each.line}: {each.kind}")
    if found:
        print(
            "These look like secrets. A real one: take it out, and replace it wherever it is used, because the history"
            " keeps it. Not a secret: python -m tools.secret_scan accept"
        )
    return 1 if found else 0


def _accept() -> int:
    accepted: dict[str, set[str]] = {}
    for each in scan(tracked_files()):
        accepted.setdefault(each.file, set()).add(each.digest)
    text = json.dumps({file: sorted(digests) for file, digests in sorted(accepted.items())}, indent=1)
    ACCEPTED.write_text(text + "\n")
    return 0


if __name__ == "__main__":
    sys.exit({"check": _check, "accept": _accept}[sys.argv[1]]())
