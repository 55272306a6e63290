"""JSON with one spelling for one content, so that a digest stands for the content and not for its spelling."""

import hashlib
import json
import math
from typing import Any

from chassis.refusals import Invalid

Json = Any
"""What json.loads answers."""

_BYTE_ORDER_MARK = "\ufeff"
"""Some editors begin a file with it."""


class NotJson(Invalid):
    """The text is not JSON, or JSON that two readers would read differently."""


def read_json(text: str) -> Json:
    """The content of ``text``. Raises NotJson; a key that appears twice is refused, for the first would be lost."""
    try:
        return json.loads(text.removeprefix(_BYTE_ORDER_MARK), object_pairs_hook=_once, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        raise NotJson(f"This is not JSON: {error}.") from error
    except ValueError as error:
        raise NotJson("A number has thousands of digits: give a smaller one.") from error
    except RecursionError as error:
        raise NotJson("Objects and lists are nested too deeply: no version needs hundreds of levels.") from error


def read_json_of(content: bytes) -> Json:
    """The content of a file. Raises NotJson, also where it is not UTF-8."""
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise NotJson(f"The file is not UTF-8 (line {line}): save it with that encoding.") from error
    return read_json(text)


def _once(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    read: dict[str, Json] = {}
    for key, value in pairs:
        if key in read:
            raise NotJson(f"The key {key!r} appears twice in one object: keep one of them.")
        read[key] = value
    return read


def _no_constant(name: str) -> Json:
    raise NotJson(f"{name} is not a number in JSON: give a number, or leave the key out.")


def canonical(content: Json) -> str:
    """Keys sorted, no spaces, one spelling for a number. Raises NotJson for what PostgreSQL's jsonb cannot keep."""
    try:
        text = json.dumps(_plain(content), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    except RecursionError as error:
        raise NotJson("Objects and lists are nested too deeply: no version needs hundreds of levels.") from error
    if "\\u0000" in text:
        raise NotJson("The text contains a NUL character, which cannot be stored: remove it.")
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise NotJson("The text contains half a character (a lone surrogate): remove it.") from error
    return text


def digest_of(content: Json) -> str:
    """SHA-256 of the canonical text, in hexadecimal."""
    return hashlib.sha256(canonical(content).encode()).hexdigest()


def _plain(value: Json) -> Json:
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    if isinstance(value, float):
        if not math.isfinite(value):
            raise NotJson("A number is too large to be kept: give a smaller one.")
        return int(value) if value.is_integer() else value  # 1.0 and 1 are one number; jsonb has no -0
    return value
