"""The forms of a page that was drawn, with where each of their fields stands in it. Pure.

Templates write plain HTML: attributes in double quotes, every field inside of its form.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlsplit

TICKED = ("checkbox", "radio")
UNTYPED = ("hidden", "submit", "button", "image", "reset")
Attributes = dict[str, str | None]


@dataclass
class Tag:
    """A start tag, and its place in the page."""

    name: str
    attributes: Attributes
    starts: int
    ends: int

    def of(self, attribute: str) -> str:
        """Its value; empty where there is none."""
        return self.attributes.get(attribute) or ""


@dataclass
class Control:
    """A field of a form."""

    tag: Tag
    within: tuple[Tag, ...]
    """The ``details`` that it is in, which may be closed."""
    options: list[Tag] = field(default_factory=list)
    ends: int = 0
    """Of a textarea: where its words end."""

    @property
    def name(self) -> str:
        """By which it is sent."""
        return self.tag.of("name")

    @property
    def kind(self) -> str:
        """The ``type`` of an input, or which tag it is."""
        return (self.tag.of("type") or "text") if self.tag.name == "input" else self.tag.name


@dataclass
class FoundForm:
    """A form, with its fields in their order."""

    tag: Tag
    controls: list[Control] = field(default_factory=list)
    actions: set[str] = field(default_factory=set)
    """The addresses to which it and its buttons send it, without their queries."""
    buttons: set[str] = field(default_factory=set)
    """What its buttons send, by name."""

    def hidden(self) -> Iterator[tuple[str, str]]:
        """What it sends that nobody typed."""
        return ((each.name, each.tag.of("value")) for each in self.controls if each.kind == "hidden")


class _Reader(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: list[FoundForm] = []
        self._form: FoundForm | None = None
        self._details: list[Tag] = []
        self._lines = [0]
        for line in page.split("\n"):
            self._lines.append(self._lines[-1] + len(line) + 1)
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = Tag(tag, dict(attrs), self._place, self._place + len(self.get_starttag_text() or ""))
        if tag == "details":
            self._details.append(found)
        elif tag == "form":
            self._form = FoundForm(found, actions={urlsplit(found.of("action")).path})
            self.forms.append(self._form)
        elif self._form is not None:
            self._add(self._form, found)

    def _add(self, form: FoundForm, found: Tag) -> None:
        if found.name in ("input", "select", "textarea"):
            form.controls.append(Control(found, tuple(self._details), ends=found.ends))
        elif found.name == "option" and form.controls:
            form.controls[-1].options.append(found)
        elif found.name == "button":
            form.buttons.add(found.of("name"))
            form.actions |= {urlsplit(found.of("formaction")).path} if found.of("formaction") else set()

    def handle_endtag(self, tag: str) -> None:
        if tag == "details" and self._details:
            self._details.pop()
        elif tag == "form":
            self._form = None
        elif tag == "textarea" and self._form is not None and self._form.controls:
            self._form.controls[-1].ends = self._place

    @property
    def _place(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column


def forms_in(page: str) -> list[FoundForm]:
    """All of them, in the order of the page."""
    return _Reader(page).forms
