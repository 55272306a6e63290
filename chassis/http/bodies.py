"""What requests and answers are made of."""

from pydantic import BaseModel, ConfigDict


class Form(BaseModel):
    """A request's body: unknown members are refused, for a misspelt one must not be ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True, use_attribute_docstrings=True)


class View(BaseModel):
    """An answer's body."""

    model_config = ConfigDict(frozen=True, from_attributes=True, use_attribute_docstrings=True)
