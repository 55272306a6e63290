"""The versions that a service is shipped with: files in its ``reference/`` folder, one folder per kind.

A version is one file, ``<kind>/<version>.json``, or a folder ``<kind>/<version>/`` whose ``version.json`` is the head
and whose other files are parts of its content, merged in the order of their names: a part per language, for example.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

from pydantic import ValidationError

from chassis.reference.canonical import Json, NotJson, canonical, read_json_of
from chassis.reference.documents import Problem, problems_of
from chassis.reference.kinds import Companions, Kind, Needed, Reference
from chassis.reference.patches import merge_patch
from chassis.reference.written import RELEASE_NAME, Content, Written, careless_changes, resolve

HEAD = "version.json"


class ShippedWrongly(Exception):
    """A shipped version cannot be used. A program error: its check did not run, or nobody looked."""


@dataclass(frozen=True)
class Shipped:
    """One shipped version, as it is written and as a whole."""

    kind: str
    written: Written
    content: Content
    problems: tuple[Problem, ...] = ()
    """What is wrong with the way it is written; its document is checked apart."""

    @property
    def name(self) -> str:
        """``rule-sets/2026-11``."""
        return f"{self.kind}/{self.written.version}"


def shipped_versions(reference: Reference) -> list[Shipped]:
    """Every shipped version of every kind, each after the one that it extends. Raises ShippedWrongly."""
    if not reference.package:
        return []
    root = resources.files(reference.package)
    _refuse_other_folders(root, reference)
    return [version for kind in reference.kinds for version in _of_kind(root / kind.name, kind)]


def newest_shipped(reference: Reference, kind: Kind[Any]) -> Shipped:
    """The shipped version that is meant for the latest day; for tests and tools. Raises ShippedWrongly."""
    found = [version for version in shipped_versions(reference) if version.kind == kind.name]
    if not found:
        raise ShippedWrongly(f"{reference.package} has no version of {kind.name}")
    return max(found, key=lambda version: (str(version.written.in_force_from or ""), version.written.version))


def check_shipped(reference: Reference) -> list[Problem]:
    """Everything that is wrong with the shipped versions, by ``kind/version`` and path. Raises ShippedWrongly."""
    versions = shipped_versions(reference)
    companions = companions_of(reference, versions)
    found = []
    for version in versions:
        kind = reference.kind_named(version.kind)
        for each in (*version.problems, *reference.check(kind, version.content, companions)):
            found.append(Problem(f"{version.name}: {each.path}".rstrip(": "), each.problem))
    return found


def companions_of(reference: Reference, versions: list[Shipped]) -> Companions:
    """The documents that can be read, by kind and version."""
    found = {}
    for version in versions:
        try:
            document = reference.kind_named(version.kind).read(version.content.document)
        except ValidationError:
            continue  # its own check says why
        found[Needed(version.kind, version.written.version)] = document
    return found


def _refuse_other_folders(root: Traversable, reference: Reference) -> None:
    known = {kind.name for kind in reference.kinds}
    for folder in root.iterdir():
        if (
            folder.is_dir()
            and folder.name not in known
            and any(each.name.endswith(".json") for each in folder.iterdir())
        ):
            raise ShippedWrongly(f"{folder} holds versions of a kind that {reference.package} does not name")


def _of_kind(folder: Traversable, kind: Kind[Any]) -> Iterator[Shipped]:
    written = {each.version: each for each in _written_in(folder)} if folder.is_dir() else {}
    done: dict[str, Content] = {}
    while waiting := [each for name, each in sorted(written.items()) if name not in done]:
        ready = [each for each in waiting if each.extends is None or each.extends in done]
        if not ready:
            names = ", ".join(f"{each.version} extends {each.extends}" for each in waiting)
            raise ShippedWrongly(f"{folder}: {names}: a version that is not there, or a circle")
        for each in ready:
            base = done[each.extends] if each.extends else None
            done[each.version] = resolve(each, base)
            yield Shipped(kind.name, each, done[each.version], (*_undated(each), *careless_changes(each, base)))


def _undated(written: Written) -> tuple[Problem, ...]:
    if written.in_force_from is not None:
        return ()
    return (Problem("in_force_from", "A shipped version says from which day it is meant: give the day."),)


def _written_in(folder: Traversable) -> Iterator[Written]:
    for entry in folder.iterdir():
        if entry.is_dir() and (entry / HEAD).is_file():
            yield _read(entry.name, entry, _whole(entry))
        elif entry.name.endswith(".json"):
            yield _read(entry.name.removesuffix(".json"), entry, _json(entry))


def _whole(folder: Traversable) -> Json:
    head = _json(folder / HEAD)
    into = "changes" if isinstance(head, Mapping) and "extends" in head else "content"
    parts = sorted((each for each in folder.iterdir() if each.name.endswith(".json")), key=lambda each: each.name)
    for part in parts:
        if part.name != HEAD:
            head = merge_patch(head, {into: _json(part)})
    return head


def _json(file: Traversable) -> Json:
    try:
        return read_json_of(file.read_bytes())
    except NotJson as error:
        raise ShippedWrongly(f"{file}: {error}") from error


def _read(name: str, place: Traversable, content: Json) -> Written:
    try:
        written = Written.model_validate_json(canonical(content))
    except ValidationError as error:
        raise ShippedWrongly(f"{place}: {'; '.join(map(str, problems_of(error)))}") from error
    if written.version != name:
        raise ShippedWrongly(f"{place} calls itself {written.version}: name the file as the version")
    if not RELEASE_NAME.fullmatch(name):
        raise ShippedWrongly(f"{place}: shipped versions are named like 2026-11; other names are a chain's own")
    return written
