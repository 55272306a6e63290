"""Shipped versions: read from files, whole, each after the one that it extends."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from pydantic import BaseModel

from chassis.reference import Cited, Companions, Document, Kind, Needed, Problem, Reference
from chassis.reference.shipped import ShippedWrongly, check_shipped, newest_shipped, shipped_versions


class Wait(Document):
    days: int
    sources: tuple[Cited, ...]


class Rules(Document):
    waits: dict[str, Wait]
    questions: str = ""


class Questions(Document):
    asked: dict[str, str]


class Origin(Document):
    title: str


def needs(rules: Rules) -> list[Needed]:
    return [Needed("questions", rules.questions)] if rules.questions else []


def misfits(rules: Rules, companions: Companions) -> list[Problem]:
    asked: set[str] = set().union(*(each.asked for each in companions.values()))
    return [
        Problem(f"waits.{code}", "Nobody asks this.") for code in rules.waits if rules.questions and code not in asked
    ]


RULES = Kind("rules", Rules, "When to wait.", needs=needs, misfits=misfits)
QUESTIONS = Kind("questions", Questions, "What is asked.")
TAN = {"tan": {"days": 14, "sources": ["label"]}}
Write = Callable[[str, object], None]


@pytest.fixture
def reference(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Reference:
    package = f"shipped_{uuid4().hex[:8]}"
    (tmp_path / package).mkdir()
    (tmp_path / package / "__init__.py").touch()
    monkeypatch.syspath_prepend(str(tmp_path))
    return Reference((RULES, QUESTIONS), package, {"label": Origin(title="A label")}, Origin)


@pytest.fixture
def write(reference: Reference, tmp_path: Path) -> Write:
    def put(path: str, content: object) -> None:
        file = tmp_path / reference.package / f"{path}.json"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(content))

    return put


def head(version: str, **rest: Any) -> dict[str, Any]:
    return {"version": version, "title": "Test", "in_force_from": f"{version}-01", **rest}


def rules(version: str = "2026-11", **document: Any) -> dict[str, Any]:
    return head(version, content={"waits": TAN, **document})


def test_a_version_that_extends_another_is_whole_and_comes_after_it(reference: Reference, write: Write) -> None:
    longer = {"waits": {"tan": {"days": 21}}}
    write("rules/2026-10", head("2026-10", extends="2026-11", changes=longer))
    write("rules/2026-11", rules())
    read = shipped_versions(reference)
    assert [version.name for version in read] == ["rules/2026-11", "rules/2026-10"]
    assert read[1].content.document == {"waits": {"tan": {"days": 21, "sources": ["label"]}}}
    assert check_shipped(reference) == []


def test_the_newest_is_the_one_that_is_meant_for_the_latest_day(reference: Reference, write: Write) -> None:
    write("rules/2026-11", rules())
    write("rules/2027-02", rules("2027-02"))
    assert newest_shipped(reference, RULES).name == "rules/2027-02"


def test_a_version_may_be_a_folder_whose_parts_are_merged(reference: Reference, write: Write) -> None:
    write("questions/2026-11/version", head("2026-11"))
    write("questions/2026-11/skin", {"asked": {"tan": "Are you tanned?"}})
    write("questions/2026-11/sun", {"asked": {"sunburn": "Are you burnt?"}})
    [version] = shipped_versions(reference)
    assert version.content.document["asked"].keys() == {"tan", "sunburn"}


def test_a_version_brings_sources_of_its_own_and_cites_every_one(reference: Reference, write: Write) -> None:
    cites = {"tan": {"days": 14, "sources": ["page"]}}
    write("rules/2026-11", {**rules(waits=cites), "bibliography": {"page": {"title": "A page"}}})
    assert check_shipped(reference) == []
    write("rules/2026-11", {**rules(), "bibliography": {"page": {"title": "A page"}}})
    assert [each.path for each in check_shipped(reference)] == ["rules/2026-11: bibliography.page"]


@pytest.mark.parametrize(
    ("waits", "path", "sentence"),
    [
        ({"tan": {"days": "14", "sources": ["label"]}}, "waits.tan.days", "valid integer"),
        ({"tan": {"day": 14, "days": 14, "sources": []}}, "waits.tan.day", "Nothing reads this key"),
        ({"tan": {"sources": []}}, "waits.tan.days", "missing"),
        ({"tan": {"days": 1, "sources": ["page"]}}, "waits.tan.sources.0", "No source has the key page"),
    ],
)
def test_what_is_wrong_with_a_document_is_named_by_path(
    reference: Reference, write: Write, waits: Any, path: str, sentence: str
) -> None:
    write("rules/2026-11", rules(waits=waits))
    [problem] = check_shipped(reference)
    assert problem.path == f"rules/2026-11: {path}"
    assert sentence in problem.problem


def test_a_version_fits_the_version_of_another_kind_that_it_needs(reference: Reference, write: Write) -> None:
    write("rules/2026-11", rules(questions="2026-11"))
    assert "needs version 2026-11 of questions" in str(check_shipped(reference))
    write("questions/2026-11", head("2026-11", content={"asked": {"tanned": "Are you tanned?"}}))
    assert [str(each) for each in check_shipped(reference)] == ["rules/2026-11: waits.tan: Nobody asks this."]
    write("questions/2026-11", head("2026-11", content={"asked": {"tan": "Are you tanned?"}}))
    assert check_shipped(reference) == []


def test_a_change_that_removes_what_is_not_there_is_a_problem(reference: Reference, write: Write) -> None:
    write("rules/2026-11", rules())
    write("rules/2026-12", head("2026-12", extends="2026-11", changes={"waits": {"tann": None}}))
    assert [each.path for each in check_shipped(reference)] == ["rules/2026-12: waits.tann"]


def test_a_shipped_version_says_from_which_day_it_is_meant(reference: Reference, write: Write) -> None:
    write("rules/2026-11", {"version": "2026-11", "title": "Test", "content": {"waits": TAN}})
    assert [each.path for each in check_shipped(reference)] == ["rules/2026-11: in_force_from"]


@pytest.mark.parametrize(
    ("path", "content", "sentence"),
    [
        ("rules/2026-12", head("2026-12", extends="2026-11", changes={}), "not there, or a circle"),
        ("rules/2026-12", rules("2026-11"), "name the file as the version"),
        ("rules/2026-12", head("2026-12"), "Give the whole `content`"),
        ("rules/2026-12", {**rules("2026-12"), "changes": {}}, "Give the whole `content`"),
        ("rules/2026-12", {**rules("2026-12"), "contents": {}}, "Nothing reads this key"),
        ("rules/our-own", {**rules("2026-12"), "version": "our-own"}, "named like 2026-11"),
        ("rulez/2026-12", rules("2026-12"), "of a kind that"),
    ],
)
def test_a_file_that_cannot_be_a_version_is_refused(
    reference: Reference, write: Write, path: str, content: object, sentence: str
) -> None:
    write(path, content)
    with pytest.raises(ShippedWrongly, match=sentence):
        shipped_versions(reference)


def test_a_kind_whose_documents_would_let_unknown_keys_pass_is_refused() -> None:
    class Loose(BaseModel):
        days: int

    class Outer(Document):
        wait: Loose

    with pytest.raises(TypeError, match="Loose of waits would let unknown keys pass"):
        Kind("waits", Outer, "When to wait.")
