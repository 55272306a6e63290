"""Words of pages: those of several are translated in ``pages/translations``, the others in their page's folder."""

from pathlib import Path

PAGES = "services.console.pages"


def word(english: str) -> str:
    """Words that code names and a template says, ``{{ t(act.words) }}``: a test asks for a translation of each."""
    return english


def catalogues() -> list[str]:
    """The packages that have translations: of all pages, then of each page."""
    folders = sorted(each.parent.name for each in Path(__file__).parent.glob("*/translations"))
    return [PAGES, *(f"{PAGES}.{name}" for name in folders)]
