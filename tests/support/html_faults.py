"""What is wrong with the HTML of a page, as browsers and screen readers would have to guess it.

Our templates close what they open, so that every start tag has its end tag: that is stricter than HTML, and finds what
a browser would mend in silence (HTML Living Standard, 13.2).
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = set(re.findall(r"\w+", "area base br col embed hr img input link meta source track wbr"))
PHRASES = set(
    re.findall(
        r"\w+",
        "a abbr b bdi bdo br button cite code data datalist dfn em i img input kbd label meter noscript optgroup option"
        " output picture progress q s samp script select small span strong sub sup svg textarea time u var wbr",
    )
)
"""What may stand in a paragraph, a heading or a label."""
PRESSED = {"a", "button", "input", "select", "textarea", "summary", "label"}
HEADINGS = {f"h{level}": level for level in range(1, 7)}
ONLY_PHRASES = {"p", "button", "label", "span", "b", "legend", "summary", "dt", *HEADINGS}
ONLY = {
    "ul": {"li"},
    "ol": {"li"},
    "dl": {"div", "dt", "dd"},
    "table": {"caption", "colgroup", "thead", "tbody", "tfoot", "tr"},
    "thead": {"tr"},
    "tbody": {"tr"},
    "tfoot": {"tr"},
    "tr": {"th", "td"},
    "select": {"option", "optgroup"},
}
WITHIN = {"li": {"ul", "ol"}, "tr": {"table", "thead", "tbody", "tfoot"}, "td": {"tr"}, "th": {"tr"}}
NAMES_IDS = ("for", "form", "list", "headers", "aria-labelledby", "aria-describedby", "aria-controls", "aria-owns")
SVG = "svg"


@dataclass
class _Page(HTMLParser):
    faults: list[str] = field(default_factory=list)
    ids: Counter[str] = field(default_factory=Counter)
    named: list[tuple[str, str]] = field(default_factory=list)
    headings: list[int] = field(default_factory=list)
    unnamed: list[tuple[str, str]] = field(default_factory=list)
    titles: int = 0
    open: list[tuple[str, int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self._require(len(given) == len(attrs), f"<{tag}> has an attribute twice")
        if not self._in_drawing:
            self._place(tag, given)
        self._ids(tag, given)
        self.titles += tag == "title" and not self._in_drawing
        if tag in HEADINGS:
            self.headings.append(HEADINGS[tag])
        if tag not in VOID:
            self.open.append((tag, self.getpos()[0]))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self._require(self._in_drawing or tag in VOID, f"<{tag}/> does not close itself")
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open[-1][0] != tag:
            self._require(False, f"</{tag}> closes {self.open[-1] if self.open else 'nothing'}")
            while any(name == tag for name, _ in self.open) and self.open.pop()[0] != tag:
                pass
            return
        self.open.pop()

    def handle_data(self, data: str) -> None:
        if data.strip() and self.open and self.open[-1][0] in ONLY:
            self._require(False, f"words straight in <{self.open[-1][0]}>: {data.strip()[:40]}")

    @property
    def _in_drawing(self) -> bool:
        return any(name == SVG for name, _ in self.open)

    def _require(self, holds: bool, fault: str) -> None:
        if not holds:
            self.faults.append(f"line {self.getpos()[0]}: {fault}")

    def _place(self, tag: str, given: dict[str, str]) -> None:
        """It stands where it may, and nothing that is pressed stands in something that is pressed."""
        within = [name for name, _ in self.open]
        parent = within[-1] if within else ""
        self._require(tag in ONLY.get(parent, {tag}), f"<{tag}> straight in <{parent}>")
        self._require(parent in WITHIN.get(tag, {parent}), f"<{tag}> in <{parent}>")
        phrases = next((name for name in within if name in ONLY_PHRASES), None)
        heading = phrases == "summary" and tag in HEADINGS
        self._require(phrases is None or heading or tag in PHRASES, f"<{tag}> in <{phrases}>")
        hidden = tag == "input" and given.get("type") == "hidden"
        for outer in ({"a", "button", "summary", "label"} & set(within)) if tag in PRESSED and not hidden else ():
            self._require(outer == "label" and tag in ("input", "select", "textarea"), f"<{tag}> in <{outer}>")
        self._require(tag != "form" or "form" not in within, "<form> in <form>")
        self._require(tag != "img" or "alt" in given, "<img> without alt")

    def _ids(self, tag: str, given: dict[str, str]) -> None:
        if "id" in given:
            self._require(bool(given["id"]) and not given["id"].split()[1:], f"id is no word: {given['id']!r}")
            self.ids[given["id"]] += 1
        for name in NAMES_IDS:
            self.named += [(f"{name} of <{tag}>", each) for each in given.get(name, "").split()]
        named = {"aria-label", "aria-labelledby", "title"} & set(given) or any(name == "label" for name, _ in self.open)
        shown = tag in ("select", "textarea") or (tag == "input" and given.get("type") not in ("hidden", "submit"))
        if shown and not named:
            self.unnamed.append((tag, given.get("id", "")))


def faults_in(page: str) -> list[str]:
    """Each with its line, where it has one; none in a page that is as it should be."""
    found = _Page()
    found.feed(page)
    found.close()
    return [*found.faults, *_left(found)]


def _left(found: _Page) -> Iterator[str]:
    yield from (f"line {line}: <{tag}> is not closed" for tag, line in found.open)
    yield from (f"id {name!r} is there {count} times" for name, count in found.ids.items() if count > 1)
    yield from (f"{what} names {name!r}, which is not there" for what, name in found.named if name not in found.ids)
    labelled = {name for what, name in found.named if what == "for of <label>"}
    yield from (f"<{tag} id={name!r}> has no label" for tag, name in found.unnamed if name not in labelled)
    if found.headings.count(1) != 1:
        yield f"{found.headings.count(1)} h1"
    if found.titles != 1:
        yield f"{found.titles} titles"
    before = 1
    for level in found.headings:
        if level > before + 1:
            yield f"h{level} follows h{before}"
        before = level
