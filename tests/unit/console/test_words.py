"""Every word of the pages is there in Portuguese, and none that no page says."""

import json
import re
from pathlib import Path

from services.console.pages.today import view as today
from services.console.pages.worklists import view as worklists

PAGES = Path("services/console/pages")
OF_TEMPLATES = {
    words for file in PAGES.rglob("*.html") for words in re.findall(r'\bt\("((?:[^"\\]|\\.)*)"', file.read_text())
}
OF_CODE = {
    *today.WHERE.values(),
    *today.KINDS.values(),
    *(each.words for each in vars(today).values() if isinstance(each, today.Act)),
    *worklists.KINDS.values(),
    *worklists.SERVICES.values(),
    "Overdue",
    "Due today",
    "Later",
    "Rooms",
    "Practitioners",
    "Devices",
    "Choose one of the times first.",
}


def test_portuguese_has_every_word_and_no_other() -> None:
    said = json.loads((PAGES / "translations" / "pt-PT.json").read_text())
    assert set(said) == OF_TEMPLATES | OF_CODE


def test_a_translation_names_the_same_values() -> None:
    said = json.loads((PAGES / "translations" / "pt-PT.json").read_text())
    for english, other in said.items():
        assert set(re.findall(r"{(\w+)}", english)) == set(re.findall(r"{(\w+)}", other)), english
