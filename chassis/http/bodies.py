"""Building blocks of request and response bodies."""

import re
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from chassis.http.json_types import require_json_types


class Form(BaseModel):
    """A request's body. Unknown members are refused, so that a misspelt one is not ignored.

    A number is a JSON number and a yes or no is true or false: ``"5"``, ``true`` for 1 and ``"off"`` are refused.
    Text that is not ``OneLine`` or ``AsSent`` may have several lines, and has no control characters.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True, use_attribute_docstrings=True)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Of this form's own fields; those of a form in it are its own."""
        schema = handler(source)
        require_json_types(handler.resolve_ref_schema(schema))
        return schema


class Cells(Form):
    """The cells of one line of a file, all of them text: ``3`` is a number there."""

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """As pydantic reads text."""
        return handler(source)


class View(BaseModel):
    """An answer's body."""

    model_config = ConfigDict(frozen=True, from_attributes=True, use_attribute_docstrings=True)


@dataclass(frozen=True)
class Written:
    """For ``Annotated[str, Written(pattern, sentence)]``: text of one pattern, and the sentence for other text."""

    pattern: str
    sentence: str
    """For the person who filled the field in, with an example."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Check after the text itself was read."""
        return core_schema.no_info_after_validator_function(self._matching, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Add the pattern to the schema, for authors of clients."""
        return handler(schema) | {"pattern": self.pattern}

    def _matching(self, text: str) -> str:
        if not re.search(self.pattern, text):
            raise ValueError(self.sentence)
        return text
