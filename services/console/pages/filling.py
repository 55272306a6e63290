"""What somebody typed is put into the form of a page that was drawn anew, whatever page it is on. Pure.

Fields that nobody types into stay as the page made them. Only a form of an earlier page keeps the version of what it
changes, so that a record that somebody else has changed meanwhile is not written over, and the key by which it is done
once.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape, unescape

from services.console.domain.unsent import KEY, OURS, Fields
from services.console.pages.forms_in import TICKED, UNTYPED, Control, FoundForm, Tag, forms_in

VERSIONS = frozenset({"version", "revision", "edition", "digest"})
"""Hidden fields that say in which state a form showed what it changes."""
Edit = tuple[int, int, str]
"""From where to where of a page, and what stands there instead."""


@dataclass(frozen=True)
class Filled:
    """A page with what was typed."""

    page: str
    shows: bool
    """Whether it shows something that the page did not show without."""
    lacks: frozenset[str]
    """Fields that were typed into and are not on the page."""
    again: str | None
    """Where the form's page is made with all of what was typed, and nothing is done."""


def fill(page: str, action: str, typed: Fields, *, say: str = "", file: str = "", late: bool = False) -> Filled | None:
    """Fill the form that is sent to ``action``; None where the page has none.

    ``say`` is put on top of it, ``file`` beside the field of its file. ``late``: the form is of an earlier page.
    """
    form = _form_of(forms_in(page), action, typed)
    if form is None:
        return None
    edits: list[Edit] = []
    closed: dict[int, Tag] = {}
    for control in form.controls:
        new = [edit for edit in _edits(page, control, typed, file, late=late) if page[edit[0] : edit[1]] != edit[2]]
        edits += new
        if new and _is_filled(control, typed):
            closed |= {tag.starts: tag for tag in control.within if "open" not in tag.attributes}
    shows = bool(edits)
    edits += [_tag(tag, open="") for tag in closed.values()]
    start, end, words = _tag(form.tag, **{"data-filled": ""})
    said = f'<p class="kept" role="status">{escape(say)}</p>' if say and shows else ""
    names = {each.name for each in form.controls} | form.buttons
    lacks = frozenset(name for name, values in typed.items() if any(values) and name not in names | OURS)
    again = next((each for each in form.actions if each.endswith("/scan")), None)
    return Filled(_applied(page, [*edits, (start, end, words + said)]), shows, lacks, again)


def _form_of(forms: Iterable[FoundForm], action: str, typed: Fields) -> FoundForm | None:
    """Of several with one address, that which is about the same."""
    found = [each for each in forms if action in each.actions and not _contradicts(each, typed)]
    return max(found, key=lambda each: sum(value in typed.get(name, ()) for name, value in each.hidden()), default=None)


def _contradicts(form: FoundForm, typed: Fields) -> bool:
    about = [(name, value) for name, value in form.hidden() if name not in OURS | VERSIONS]
    return any(value not in typed.get(name, ()) for name, value in about)


def _is_filled(control: Control, typed: Fields) -> bool:
    if control.kind in (*UNTYPED, "file"):
        return False
    values = typed.get(control.name, ())
    return control.tag.of("value") in values if control.kind in TICKED else any(values)


def _edits(page: str, control: Control, typed: Fields, file: str, *, late: bool) -> Iterator[Edit]:
    tag, kind = control.tag, control.kind
    if kind == "file":
        if file:
            yield (tag.ends, tag.ends, f'<span class="alarm">{escape(file)}</span>')
    elif kind in TICKED:
        yield _marked(tag, "checked", marked=(tag.attributes.get("value") or "on") in typed.get(control.name, ()))
    elif control.name not in typed:
        return
    elif kind == "select":
        given = [each for each in control.options if each.of("value") in typed[control.name]]
        yield from (_marked(each, "selected", marked=each in given) for each in control.options if given)
    elif kind == "textarea":
        words = typed[control.name][-1]
        if unescape(page[tag.ends : control.ends]) != words:
            yield (tag.ends, control.ends, "\n" + escape(words))  # browsers skip the first line break
    elif kind not in UNTYPED or (late and control.name in VERSIONS | {KEY}):
        value = typed[control.name][-1]
        yield _tag(tag, value=value) if value != tag.of("value") else (tag.starts, tag.starts, "")


def _marked(tag: Tag, attribute: str, *, marked: bool) -> Edit:
    if marked == (attribute in tag.attributes):
        return (tag.starts, tag.starts, "")
    if marked:
        return _tag(tag, **{attribute: ""})
    return _written(Tag(tag.name, {k: v for k, v in tag.attributes.items() if k != attribute}, tag.starts, tag.ends))


def _tag(tag: Tag, **more: str) -> Edit:
    if all(tag.attributes.get(name) == value for name, value in more.items()):
        return (tag.starts, tag.starts, "")
    return _written(Tag(tag.name, {**tag.attributes, **more}, tag.starts, tag.ends))


def _written(tag: Tag) -> Edit:
    said = "".join(f' {name}="{escape(value)}"' if value else f" {name}" for name, value in tag.attributes.items())
    return (tag.starts, tag.ends, f"<{tag.name}{said}>")


def _applied(page: str, edits: Iterable[Edit]) -> str:
    parts, place = [], 0
    for start, end, words in sorted(edits):
        parts += [page[place:start], words]
        place = end
    return "".join([*parts, page[place:]])
