"""What is shipped in this tree is sound, and is what was published."""

import re
from pathlib import Path

import pytest

from bibliography import Source
from chassis.reference.written import Written, resolve
from chassis.service import Service
from needlepoint.services import SERVICE_NAMES, load
from tests.integration.chassis.tally import service as tally_service
from tools.reference import bibliography_page
from tools.reference.__main__ import REPOSITORY
from tools.reference.lock import broken, digests_of, lock_of, publish, published, unpublished, unsound


@pytest.fixture
def tally(tmp_path: Path) -> Service:
    (tmp_path / "tally" / "reference").mkdir(parents=True)
    return tally_service


@pytest.mark.parametrize("name", SERVICE_NAMES)
def test_every_shipped_version_is_sound_published_and_as_it_was_published(name: str) -> None:
    service = load(name)
    locked = published(service)
    assert [*map(str, (*unsound(service), *broken(service, locked), *unpublished(service, locked)))] == []


def test_a_new_version_is_added_to_the_lock_once(tally: Service, tmp_path: Path) -> None:
    versions = ["prices/2026-11", "tariffs/2026-10", "tariffs/2026-11"]
    assert [str(each) for each in unpublished(tally, published(tally, tmp_path))] == [
        f"tally: {version} is new: run `make reference` and commit digests.json." for version in versions
    ]
    assert publish(tally, tmp_path) == versions
    assert publish(tally, tmp_path) == []
    assert list(unpublished(tally, published(tally, tmp_path))) == []


def test_a_published_version_that_was_edited_or_deleted_is_refused_by_name(tally: Service, tmp_path: Path) -> None:
    locked = {**digests_of(tally), "tariffs/2026-10": "0" * 64, "tariffs/2026-09": "1" * 64}
    assert [str(each) for each in broken(tally, locked)] == [
        "tally: tariffs/2026-09 was published and is missing: restore it, because old decisions name it.",
        "tally: tariffs/2026-10 was published and has changed: restore its old content, and write a new version"
        ' with "extends": "2026-10".',
    ]


def test_the_lock_lies_beside_the_versions(tally: Service, tmp_path: Path) -> None:
    assert lock_of(tally, tmp_path) == tmp_path / "tally" / "reference" / "digests.json"


def test_the_examples_in_the_documentation_are_versions_of_which_one_extends_the_other() -> None:
    page = (REPOSITORY / "docs" / "reference-data.md").read_text("utf-8")
    whole, change = (Written.model_validate_json(text) for text in re.findall(r"```json\n(.*?)```", page, re.DOTALL))
    resolved = resolve(change, resolve(whole, None))
    assert resolved.document == {"reminders": {"day_before": {"hours_before": 48, "sources": ["desk-survey"]}}}
    assert Source.model_validate(resolved.bibliography["desk-survey"]).grade == "policy"


def test_the_page_about_the_domain_shows_the_bibliography_as_it_is() -> None:
    assert bibliography_page.is_current(REPOSITORY)
