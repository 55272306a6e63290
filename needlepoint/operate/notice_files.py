"""Recall notices as files: an answer of openFDA about devices, or the codes of a notice, one a line.

openFDA publishes recalls in two shapes, device/enforcement and device/recall (https://open.fda.gov/apis/device/):
`results`, each with `code_info`, which says in words what lots are meant.
"""

import json
from collections.abc import Iterator
from typing import Any

_SENT = (
    "code_info",
    "product_description",
    "recalling_firm",
    "reason_for_recall",
    "recall_number",
    "product_res_number",
)
_AT_ONCE = 100
"""Notices in one request: some are tens of thousands of characters."""


def requests_of(text: str) -> list[dict[str, Any]]:
    """The bodies of POST /v1/recall-checks for a file. Raises ValueError, whose sentence says what is wrong."""
    written = text.lstrip("\ufeff").strip()
    if not written:
        raise ValueError("The file is empty: save the notice again.")
    if written[0] not in "{[":
        lines = [line.strip(" \t") for line in written.split("\n")]
        return list(_batches("codes", [line.rstrip("\r") for line in lines if line.strip()], 1000))
    return list(_batches("results", [_sent(each) for each in _results(written)], _AT_ONCE))


def _results(written: str) -> list[dict[str, Any]]:
    try:
        read = json.loads(written)
    except (json.JSONDecodeError, RecursionError) as error:
        where = f" at line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        raise ValueError(f"The file begins as JSON and is none{where}: download it from openFDA again.") from error
    found = read.get("results", [read]) if isinstance(read, dict) else read
    if not isinstance(found, list) or not found or not all(isinstance(each, dict) for each in found):
        raise ValueError("The file is no answer of openFDA: it has no list of results. Download it again.")
    without = [number for number, each in enumerate(found, start=1) if not isinstance(each.get("code_info"), str)]
    if without:
        raise ValueError(
            f"Result {without[0]} of {len(found)} has no code_info, which names the lots: download device/enforcement"
            " or device/recall."
        )
    return found


def _sent(result: dict[str, Any]) -> dict[str, Any]:
    return {name: result[name] for name in _SENT if isinstance(result.get(name), str)}


def _batches(name: str, found: list[Any], size: int) -> Iterator[dict[str, Any]]:
    for first in range(0, len(found), size):
        yield {name: found[first : first + size]}
