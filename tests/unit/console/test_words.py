"""Every word of the pages is there in Portuguese, once, and none that no page says."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from chassis.refusals import places_of
from services.console.app import WITH_PAGES
from services.console.pages.words import PAGES, catalogues

FOLDER = Path("services/console/pages")
TRANSLATED = [json.loads(each.read_text()) for each in FOLDER.rglob("translations/pt-PT.json")]
SAID_BY = {"*.html": r'\bt\("((?:[^"\\]|\\.)*)"', "*.py": r'\bword\(\s*"((?:[^"\\]|\\.)*)"'}


def said() -> Iterator[str]:
    """What templates say, and what code names for them to say."""
    for files, pattern in SAID_BY.items():
        for file in FOLDER.rglob(files):
            yield from re.findall(pattern, file.read_text())


def test_portuguese_has_every_word_once_and_no_other() -> None:
    assert Counter(english for each in TRANSLATED for english in each) == Counter(set(said()))


def test_a_translation_names_the_same_values() -> None:
    for english, other in (pair for each in TRANSLATED for pair in each.items()):
        assert places_of(english) == places_of(other), english


def test_every_folder_of_translations_is_read() -> None:
    assert WITH_PAGES
    folders = {each.parent.parent for each in FOLDER.rglob("translations/pt-PT.json")}
    assert {PAGES.replace(".", "/"), *map(str, folders)} == {each.replace(".", "/") for each in catalogues()}
