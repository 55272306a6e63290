"""The bibliography as a section of docs/domain.md, written from ``bibliography/sources.json``."""

import textwrap
from collections.abc import Iterator
from pathlib import Path

from bibliography import SOURCES, Source

PAGE = Path("docs") / "domain.md"
BEGIN = "<!-- bibliography: written by `make reference` from bibliography/sources.json -->"
WIDTH = 100
END = "<!-- end of the bibliography -->"


def section() -> str:
    """The whole section, between its two marks."""
    return "\n".join([BEGIN, "", *_lines(), END])


def _lines() -> Iterator[str]:
    for key, source in sorted(SOURCES.items()):
        yield from textwrap.wrap(f"**`{key}`** ({source.grade}): {_title(source)} {source.read}", WIDTH)
        yield ""


def _title(source: Source) -> str:
    parts = [source.who, str(source.year) if source.year else "", source.identifier or "", source.address or ""]
    return f"*{source.title}*. {', '.join(filter(None, parts))}. Read {source.read_on}:"


def write(repository: Path) -> bool:
    """Put the section into the page; True when that changed it. Raises ValueError when the page has no marks for it."""
    file = repository / PAGE
    page = file.read_text("utf-8")
    changed = _with_section(page)
    if changed != page:
        file.write_text(changed, encoding="utf-8")
    return changed != page


def is_current(repository: Path) -> bool:
    """True when the page shows the bibliography as it is."""
    page = (repository / PAGE).read_text("utf-8")
    return _with_section(page) == page


def _with_section(page: str) -> str:
    if BEGIN not in page or END not in page:
        raise ValueError(f"{PAGE} has no place for the bibliography: put {BEGIN} and {END} into it")
    return page[: page.index(BEGIN)] + section() + page[page.index(END) + len(END) :]
