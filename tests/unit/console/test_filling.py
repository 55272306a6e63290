"""What was typed is put into the form of a page, and nothing else of the page changes."""

from html import escape, unescape
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from services.console.pages.filling import Filled, fill
from services.console.pages.forms_in import forms_in
from tests.integration.console.browser import HOSTILE

WORDS = st.text(st.characters(exclude_categories=["Cs"]))
PAGE = """<h1>A &amp; B</h1>
<form method="post" action="/notes"><input type="hidden" name="amends" value="1">
<textarea name="text">one</textarea></form>
<details id="more"><summary>More</summary>
<form method="post" action="/notes?of=x" class="sheet">
  <input type="hidden" name="form_token" value="new"><input type="hidden" name="key" value="new">
  <input type="hidden" name="amends" value="2"><input type="hidden" name="version" value="8">
  <label>Text <textarea id="t" name="text" rows="2">two</textarea></label>
  <input name="who" value="" required><input type="date" name="day">
  <label><input type="checkbox" name="news" value="1" checked></label>
  <input type="radio" name="side" value="left"><input type="radio" name="side" value="right" checked>
  <select name="by"><option value="sms">SMS</option><option value="email" selected>E-mail</option></select>
  <input type="file" name="file"><button name="act" value="go">Go</button><button formaction="/notes/try">Try</button>
</form></details>
<form method="post" action="/notes"><textarea name="text"></textarea></form>
<p>end</p>"""
TYPED = {
    "amends": ["2"],
    "text": ["a\nb"],
    "who": ["Ana"],
    "side": ["left"],
    "by": ["sms"],
    "version": ["7"],
    "key": ["k"],
}


def filled(typed: dict[str, list[str]] = TYPED, action: str = "/notes", **more: Any) -> Filled:
    found = fill(PAGE, action, typed, **more)
    assert found is not None
    return found


def test_every_kind_of_field_is_as_it_was_left() -> None:
    page = filled(say="Here again", file="Choose <a> again").page
    for words in (
        '<textarea id="t" name="text" rows="2">\na\nb</textarea>',
        '<input name="who" value="Ana" required>',
        '<input type="checkbox" name="news" value="1">',
        '<input type="radio" name="side" value="left" checked>',
        '<input type="radio" name="side" value="right">',
        '<option value="sms" selected>SMS</option><option value="email">E-mail</option>',
        '<details id="more" open>',
        '<p class="kept" role="status">Here again</p>',
        "Choose &lt;a&gt; again",
        '<textarea name="text">one</textarea>',
    ):
        assert words in page
    assert page.startswith("<h1>A &amp; B</h1>")
    assert page.endswith("<p>end</p>")


def test_the_version_and_key_of_the_form_that_was_sent_stay_only_where_it_is_late() -> None:
    assert 'name="version" value="8"' in filled().page
    assert 'name="key" value="new"' in filled().page
    late = filled(late=True).page
    assert 'name="version" value="7"' in late
    assert 'name="key" value="k"' in late
    assert 'name="form_token" value="new"' in late


def test_a_form_is_found_by_any_of_its_buttons_and_by_what_it_is_about() -> None:
    assert ">\na\nb</textarea>" in filled(action="/notes/try").page
    assert '<textarea name="text">\na\nb</textarea>' in filled({**TYPED, "amends": ["1"]}).page
    new = {name: values for name, values in TYPED.items() if name != "amends"}
    assert '<form method="post" action="/notes" data-filled><textarea name="text">\na\nb' in filled(new).page
    assert fill(PAGE, "/other", TYPED) is None
    assert "amends" in filled({**TYPED, "amends": ["3"]}).lacks, "what it was about is not here any more"


def test_what_has_no_field_is_named_and_buttons_are_not() -> None:
    assert filled({**TYPED, "act": ["go"], "row-3": ["x"], "row-4": [""]}).lacks == {"row-3"}


def test_nothing_is_said_where_nothing_is_different() -> None:
    typed = {"amends": ["2"], "by": ["email"], "news": ["1"], "side": ["right"], "day": [""]}
    assert "Here again" not in filled(typed, say="Here again").page


@pytest.mark.parametrize("words", [HOSTILE, "</textarea><script>", "\n\nx", "&amp;", "a\r\nb"])
def test_hostile_words_stay_words(words: str) -> None:
    page = filled({**TYPED, "text": [words], "who": [words]}).page
    assert "<script" not in page
    assert "</textarea><" not in page.replace("</textarea></label>", "").replace("</textarea></form>", "")
    assert page.count("<form") == PAGE.count("<form")
    assert escape(words) in page


@given(WORDS, WORDS)
@example("\u2028\x0b\x1c\r", "\u2029\x0c\x85")
def test_what_is_filled_in_is_read_again_as_it_was(text: str, who: str) -> None:
    page = filled({**TYPED, "text": [text], "who": [who]}).page
    _, form, _ = forms_in(page)
    found = {each.name: each for each in form.controls}
    area = found["text"]
    written = page[area.tag.ends : area.ends].removeprefix("\n")
    assert unescape(written) == unescape(escape(text))
    assert found["who"].tag.of("value") == unescape(escape(who))
    assert len(form.controls) == len(forms_in(PAGE)[1].controls)
