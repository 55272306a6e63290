"""In which language a patient reads: what the request asks for, else the patient's own, else the rules' own."""

from collections.abc import Sequence
from dataclasses import dataclass

from chassis.language import best_language


@dataclass(frozen=True, slots=True)
class Wanted:
    """The languages that a request asks for, the most wanted first."""

    tags: tuple[str, ...] = ()


def wanted(language: str | None, accept_language: str | None) -> Wanted:
    """The query parameter wins over the Accept-Language header."""
    if language is not None:
        return Wanted((language,))
    return Wanted(tuple(_accepted(accept_language or "")))


def chosen(available: Sequence[str], asked: Wanted, own: str | None) -> str:
    """The language that suits best; the first of ``available``, which is the rules' own, when none does."""
    return best_language((*asked.tags, *((own,) if own else ())), available, available[0])


def _accepted(header: str) -> Sequence[str]:
    """The tags of an Accept-Language header by their weight; what cannot be read is left out."""
    weighed = []
    for place, part in enumerate(header.split(",")):
        tag, _, weight = part.strip().partition(";q=")
        try:
            quality = float(weight or 1)
        except ValueError:
            continue
        if tag and tag != "*" and quality > 0:
            weighed.append((-quality, place, tag))
    return [tag for _, _, tag in sorted(weighed)]
