"""Runs schemathesis as a program against one API, with ids of real things and odd values mixed in."""

import asyncio
import json
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "problem_is_documented",
    "headers_of_every_answer",
)
REPOSITORY = Path(__file__).parents[2]
SIGNATURES = ("X-Twilio-Signature", "X-Hub-Signature-256", "X-Needlepoint-Signature")
"""Headers that schemathesis would fill with what is no HTTP, which is refused before any operation (400)."""
SLOWEST = 2.0
"""Seconds."""
ODD_TEXTS = [
    "\x00",
    "a\x00b",
    "\ud7ff",
    "e\u0301",
    "\u202e",
    " ",
    "null",
    "0001-01-01",
    "9999-12-31",
    "2126-02-29",
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-12:00",
    "2027-03-02T09:00:00",
    "2027-03-28T01:30:00+01:00",
    "24:00",
    "99999999-9999-9999-9999-999999999999",
    "../../etc/passwd",
    "' OR 1=1 --",
    "%00",
    "%",
    "WyIwMSIsICIyMDI2Il0",
    "]C101037004420000061723123110ABC",
]
ODD_NUMBERS = [-1, 0, 2**31 - 1, 2**31, 2**63 - 1, -(2**63)]
"""TOML has no larger ones; schemathesis makes some by itself."""


async def fuzz(
    address: str, token: str, folder: Path, *, known: Mapping[str, Sequence[str]], seconds: int, seed: int
) -> tuple[int, str]:
    """Fuzz the API at ``address``; returns the exit code and the report.

    ``known`` are values of things that exist, by the name of a parameter (``path.kind`` for one place of it). Half of
    the requests use them, because a random id only shows that it does not exist.
    """
    config = folder / "schemathesis.toml"
    config.write_text(_config(known), encoding="utf-8")
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "schemathesis.cli", "--config-file", str(config), "run", f"{address}/openapi.json"),
        *("--header", f"Authorization: Bearer {token}", "--checks", ",".join(CHECKS)),
        *(part for name in SIGNATURES for part in ("--header", f"{name}: sha256=00")),
        *("--max-time", str(seconds), "--seed", str(seed), "--max-response-time", str(SLOWEST)),
        *("--phases", "examples,coverage,fuzzing", "--continue-on-failure", "--generation-database", "none"),
        *("--request-timeout", "10", "--warnings", "off", "--no-color", "--no-shrink"),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        cwd=folder,
        env={**os.environ, "SCHEMATHESIS_HOOKS": "tests.fuzz.checks", "PYTHONPATH": str(REPOSITORY)},
    )
    output, _ = await process.communicate()
    assert process.returncode is not None
    return process.returncode, output.decode(errors="replace")


def _config(known: Mapping[str, Sequence[str]]) -> str:
    lines = ["[cache]", "enabled = false", "[dictionaries]"]
    lines += [f"{_word(name)} = {{ values = {_values(values)} }}" for name, values in known.items()]
    lines += [
        f"odd_texts = {{ values = {_values(ODD_TEXTS)} }}",
        f"odd_numbers = {{ values = {json.dumps(ODD_NUMBERS)} }}",
    ]
    lines += ["[parameters]", *(f'"{name}" = {{ dictionary = "{_word(name)}", probability = 0.5 }}' for name in known)]
    lines += ["[generation.dictionaries]"]
    lines += ['string = { dictionary = "odd_texts", probability = 0.1 }']
    lines += ['integer = { dictionary = "odd_numbers", probability = 0.1 }']
    return "\n".join(lines) + "\n"


def _word(name: str) -> str:
    return name.replace(".", "_")


def _values(values: Sequence[str]) -> str:
    return json.dumps(list(values))  # JSON's texts are TOML's, but for characters beyond the first 65,536
