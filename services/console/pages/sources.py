"""Sources by their titles, where a service's sentence ends with their keys. Pure."""

import re

from bibliography import SOURCES

_KEYS = re.compile(r" \(([a-z0-9-]+(?:, [a-z0-9-]+)*)\)$")


def by_title(sentence: str) -> str:
    """``About half an hour (s2)`` with the title instead of the key. A key of a chain's own version stays."""
    found = _KEYS.search(sentence)
    if found is None:
        return sentence
    titles = [SOURCES[key].title if key in SOURCES else key for key in found[1].split(", ")]
    return f"{sentence[: found.start()]} ({'; '.join(titles)})"
