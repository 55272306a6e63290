"""The sources that rules, protocols and templates cite by key. ``sources.json`` is the list: add to it, remove nothing.

A key that was ever cited stays: a version that was signed with it must remain readable.
"""

from collections.abc import Mapping
from importlib import resources
from types import MappingProxyType
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter

Key = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
Grade = Literal["A", "B", "C", "S", "policy"]


class Source(BaseModel):
    """One source: enough to find it again, and what was taken from it."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)

    title: Annotated[str, StringConstraints(min_length=3)]
    """Its title, or a description in our words where the exact title was not recorded."""
    who: Annotated[str, StringConstraints(min_length=2)]
    """Who says it: author, regulator, manufacturer, or the chain."""
    year: Annotated[int, Field(ge=1900, le=2100)] | None = None
    """When it was published; left out where that was not recorded."""
    identifier: str | None = None
    """Its number in a register, such as ``NCT02646917`` or ``47 CFR 64.1200``."""
    address: str | None = None
    """Where it was found; left out where that was not recorded."""
    read: Annotated[str, StringConstraints(min_length=10)]
    """What was read in it and is used here, in our words."""
    read_on: Annotated[str, StringConstraints(pattern=r"^20[0-9]{2}-(0[1-9]|1[0-2])$")]
    """The month in which it was read, such as ``2026-11``."""
    grade: Grade
    """A: regulator or device label. B: paper, society or standards body. C: clinic page. S: seed article. policy: a
    choice of the chain where no source gives a figure."""


def _read() -> Mapping[str, Source]:
    text = (resources.files(__name__) / "sources.json").read_text("utf-8")
    return MappingProxyType(TypeAdapter(dict[Key, Source]).validate_json(text))


SOURCES = _read()
"""Every source by its key."""
