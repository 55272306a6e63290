"""Kinds of reference data, and what a service has of them.

Reference data is what people sign: rules, protocols, message templates. A kind says what a document of it looks like
and what must be true of it; the versions are files of the service and rows of its database.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Generic, NamedTuple, TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError

from chassis.reference.canonical import Json, canonical
from chassis.reference.documents import Document, Problem, Sources, problems_of
from chassis.reference.written import Content, Name
from chassis.refusals import NotFound
from chassis.work import Work

D = TypeVar("D", bound=Document)

REMEMBERED_CHECKS = 64
"""Contents whose problems a process remembers; each edit of a draft is another one."""

UNSIGNED = "unsigned"
"""What a decision names as signature when no director had signed the version: possible in a rehearsal only."""


class Needed(NamedTuple):
    """A version of another kind of the same service that a document is written for."""

    kind: str
    version: str


Companions = Mapping[Needed, Any]
"""The documents that a document needs, by kind and version."""


def _no_problems(_: Any) -> Iterable[Problem]:
    return ()


def _no_misfits(_: Any, __: Companions) -> Iterable[Problem]:
    return ()


def _needs_nothing(_: Any) -> Iterable[Needed]:
    return ()


@dataclass(frozen=True)
class Kind(Generic[D]):
    """One kind of reference data. Raises TypeError when its documents would let an unknown key pass."""

    name: str
    """As in addresses and folders, in the plural: ``rule-sets``."""
    document: type[D]
    """The model of its documents. Its sources are of type ``Cited``."""
    summary: str
    """What it decides, as one sentence for a director."""
    problems: Callable[[D], Iterable[Problem]] = _no_problems
    """What is wrong with a document by itself, beyond what its types refuse."""
    needs: Callable[[D], Iterable[Needed]] = _needs_nothing
    """The versions of other kinds that it is written for; they are signed before it."""
    misfits: Callable[[D, Companions], Iterable[Problem]] = _no_misfits
    """What is wrong with a document together with those that it needs."""
    _read: dict[str, D] = field(default_factory=dict, compare=False, repr=False)
    _problems: dict[str, tuple[Problem, ...]] = field(default_factory=dict, compare=False, repr=False)

    def __post_init__(self) -> None:
        TypeAdapter(Name).validate_python(self.name)
        if loose := _loose_models(self.document):
            raise TypeError(f"{', '.join(loose)} of {self.name} would let unknown keys pass: derive it from Document")

    def read(self, document: Json, sources: Sources | None = None) -> D:
        """The typed document. Raises pydantic.ValidationError, by path. Sources are looked up when they are given."""
        return self.document.model_validate_json(canonical(document), context=sources)

    def read_once(self, content: Content) -> D:
        """The same, and remembered by digest: the content of a digest never changes. Not for drafts."""
        if content.digest not in self._read:
            self._read[content.digest] = self.read(content.document)
        return self._read[content.digest]

    def problems_once(self, content: Content, document: D) -> tuple[Problem, ...]:
        """What is wrong with the document of this content, remembered by digest: a check is followed by a signature,
        which checks again, and the thousands of cases of a rule set take seconds."""
        if content.digest not in self._problems:
            if len(self._problems) >= REMEMBERED_CHECKS:
                self._problems.pop(next(iter(self._problems)))
            self._problems[content.digest] = tuple(self.problems(document))
        return self._problems[content.digest]

    def remembered(self, digest: str) -> D | None:
        """The document of that digest, when it was read before."""
        return self._read.get(digest)


def _loose_models(model: type[Document]) -> list[str]:
    schema = model.model_json_schema()
    parts = [schema, *schema.get("$defs", {}).values()]
    return [part["title"] for part in parts if "properties" in part and part.get("additionalProperties") is not False]


@dataclass(frozen=True)
class Version(Generic[D]):
    """A version as decisions use it. Whatever it decided keeps ``version``, ``digest`` and ``signature``."""

    kind: str
    version: str
    title: str
    digest: str
    in_force_from: date | None
    """The first local day; None for a draft without one."""
    signature: str
    """Who signed it, or ``unsigned``."""
    withdrawn: bool
    """True when a director withdrew it: it still explains what it decided, and decides nothing any more."""
    document: D
    bibliography: Mapping[str, Json] = field(default_factory=dict)
    """The sources that it brings itself, by key; the common ones are in the service's bibliography."""

    @property
    def signed(self) -> bool:
        """True when a director signed it."""
        return self.signature != UNSIGNED


Resume = Callable[[Work], Awaitable[None]]
"""Continues what waited for a version of a kind to come into force. It is called several times: nothing may be waiting,
and the version may be in force only at the clinics where the day has begun."""


@dataclass(frozen=True)
class Reference:
    """The reference data of one service, put together in its ``app.py``."""

    kinds: tuple[Kind[Any], ...] = ()
    package: str = ""
    """The package with the shipped versions, ``<package>/<kind>/<version>.json``; empty: none are shipped."""
    bibliography: Mapping[str, BaseModel] = field(default_factory=dict)
    """The sources that every version may cite, by key."""
    source: type[BaseModel] = Document
    """The model of a source, also of those that a version brings itself."""
    resume: Mapping[str, Resume] = field(default_factory=dict)
    """By kind: what goes on when a version comes into force."""

    def kind_named(self, name: str) -> Kind[Any]:
        """The kind. Raises NotFound, which names those there are."""
        for kind in self.kinds:
            if kind.name == name:
                return kind
        raise NotFound(
            f"There is no such kind of reference data: there is {', '.join(each.name for each in self.kinds)}."
        )

    def check(self, kind: Kind[Any], content: Content, companions: Companions) -> list[Problem]:
        """Everything that is wrong with a version; that ``companions`` lacks what the document needs, too."""
        brought = _brought(self.source, content.bibliography)
        sources = Sources(frozenset({*self.bibliography, *content.bibliography}))
        try:
            document = kind.read(content.document, sources)
        except ValidationError as error:
            return [*brought, *problems_of(error)]
        hidden = [
            Problem(f"bibliography.{key}", "This key is one of the common bibliography: choose another.")
            for key in content.bibliography
            if key in self.bibliography
        ]
        unused = [
            Problem(f"bibliography.{key}", "Nothing in the document cites this source: cite it, or remove it (null).")
            for key in content.bibliography
            if key not in sources.cited
        ]
        needed = [Needed(*each) for each in kind.needs(document)]
        missing = [
            Problem("", f"It needs version {each.version} of {each.kind}, which is not there or is a draft.")
            for each in needed
            if each not in companions
        ]
        misfits = () if missing else kind.misfits(document, {each: companions[each] for each in needed})
        return [*brought, *hidden, *unused, *kind.problems_once(content, document), *missing, *misfits]

    def cited(self, kind: Kind[Any], content: Content) -> dict[str, Json]:
        """The sources that the document cites, by key, each with its whole entry."""
        sources = Sources(frozenset({*self.bibliography, *content.bibliography}))
        with suppress(ValidationError):  # a draft may have problems; what it cites rightly is shown nevertheless
            kind.read(content.document, sources)
        return {key: self._entry(key, content) for key in sorted(sources.cited)}

    def _entry(self, key: str, content: Content) -> Json:
        if key in content.bibliography:
            return content.bibliography[key]
        return self.bibliography[key].model_dump(mode="json", exclude_none=True)


def _brought(source: type[BaseModel], entries: Mapping[str, Json]) -> list[Problem]:
    found = []
    for key, entry in entries.items():
        try:
            source.model_validate_json(canonical(entry))
        except ValidationError as error:
            found += [
                Problem(f"bibliography.{key}.{each.path}".rstrip("."), each.problem) for each in problems_of(error)
            ]
    return found
