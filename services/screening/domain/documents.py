"""The kinds of text that published documents are made of.

Collections are objects keyed by code, so that a version which extends another one is a diff of a few lines.
"""

from typing import Annotated, Final

from pydantic import Field, StringConstraints

from chassis.reference.documents import Cited

CODE: Final = r"^[a-z][a-z0-9_]{0,63}$"
Code = Annotated[str, StringConstraints(pattern=CODE)]
"""The code of a question, a condition, an area or a concern."""
LabelCode = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")]
"""The code of a label or of a device model, as booking writes it, e.g. ``dermapen-4``."""
RuleCode = Annotated[str, StringConstraints(pattern=r"^R[0-9]{2,4}$")]
"""Opaque: it leaves screening in events, its sentence does not."""
ClinicId = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
"""A clinic, as booking identifies it."""
LimitCode = Annotated[str, StringConstraints(pattern=r"^D[0-9]{2,4}$")]
"""The code of a depth limit."""
LanguageTag = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$")]
"""A BCP 47 language tag, e.g. ``pt``."""
Sentence = Annotated[str, StringConstraints(min_length=1, max_length=1000, pattern=r"^\S(.*\S)?$")]
"""Words for people, on one line."""
Sources = Annotated[tuple[Cited, ...], Field(min_length=1)]
"""Its sources: at least one key of the bibliography."""
Disagreements = dict[Cited, Sentence]
"""What another source says instead, by its key. It stands beside the rule and is not used."""
