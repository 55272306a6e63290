"""A version as somebody wrote it, in a file or a draft, and the whole content that it stands for."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, StringConstraints, model_validator

from chassis.http.filters import Day
from chassis.reference.canonical import Json, digest_of
from chassis.reference.documents import Problem
from chassis.reference.patches import ineffective, merge_patch

Name = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]([a-z0-9.-]{0,58}[a-z0-9])?$")]
"""The name of a version or a kind: lower-case letters, digits, dots and hyphens, such as ``2026-11``."""

RELEASE_NAME = re.compile(r"\d{4}-\d{2}(\.\d+)?")
"""How releases name their versions, so that a chain's own names never meet them."""


class Written(BaseModel):
    """A version as it is written. Either it has its whole ``content``, or it ``extends`` another with ``changes``."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)

    version: Name
    """Its name within the kind, for ever, such as ``2026-11``."""
    title: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
    """What it is, for people."""
    in_force_from: Day | None = None
    """The first local day that is meant; who signs it decides."""
    extends: Name | None = None
    """The earlier version that it starts from."""
    changes: dict[str, Any] | None = None
    """What differs from that version, as a JSON merge patch: null removes, anything else replaces."""
    content: dict[str, Any] | None = None
    """The whole document, when it extends nothing."""
    bibliography: dict[str, dict[str, Any] | None] = {}
    """Sources that only this version brings, by key. Those of the version that it extends stay; null removes one."""

    @model_validator(mode="after")
    def _one_way_of_writing(self) -> Self:
        if self.extends is None and (self.content is None or self.changes is not None):
            raise ValueError("Give the whole `content`, or name the version that it `extends` and give `changes`.")
        if self.extends is not None and (self.content is not None or self.changes is None):
            raise ValueError("Give a version that `extends` another `changes` instead of `content`.")
        if self.extends == self.version:
            raise ValueError("Name another version: none extends itself.")
        return self

    def plain(self) -> dict[str, Json]:
        """As JSON, without what was left out."""
        return self.model_dump(mode="json", exclude_defaults=True)


@dataclass(frozen=True)
class Content:
    """The whole of a version, whatever it extends: this is what is checked, signed and kept."""

    title: str
    document: Json
    """The whole document."""
    bibliography: Mapping[str, Json]
    """The sources that the version, and those that it extends, bring themselves."""

    @cached_property
    def digest(self) -> str:
        """SHA-256 of all of it. Raises NotJson."""
        return digest_of({"title": self.title, "document": self.document, "bibliography": self.bibliography})


def resolve(written: Written, base: Content | None) -> Content:
    """The whole content of ``written``; ``base`` is the content of the version that it extends."""
    if written.extends is None:
        return Content(written.title, written.content, merge_patch({}, written.bibliography))
    if base is None:
        raise ValueError(f"{written.version} extends {written.extends}, whose content was not given")
    return Content(
        written.title,
        merge_patch(base.document, written.changes),
        merge_patch(base.bibliography, written.bibliography),
    )


def careless_changes(written: Written, base: Content | None) -> list[Problem]:
    """Changes that change nothing, because they remove what is not there."""
    if base is None:
        return []
    return [
        Problem(path, f"This is removed, but {written.extends} does not have it. Correct the path, or leave it out.")
        for path in ineffective(base.document, written.changes)
    ]
