"""What counts as a fault of a page's HTML."""

import pytest

from tests.support.html_faults import faults_in

SOUND = (
    "<!DOCTYPE html><html lang='en'><head><title>A</title><meta charset='utf-8'></head><body>{}<h1>A</h1></body></html>"
)


@pytest.mark.parametrize(
    "sound",
    [
        "<label for='a'>A</label><input id='a' name='a'><label>B <select><option>1</option></select></label>",
        "<p>a<br>b <svg><path d='M0'/><title>A drawing</title></svg></p>",
        "<details><summary>More</summary><p>x</p></details>",
        "<table><thead><tr><th>A</th></tr></thead><tbody><tr><td><div>1</div></td></tr></tbody></table>",
        "<dl><div><dt>A</dt><dd><p>1</p></dd></div></dl><p id='b' aria-labelledby='b'>x</p>",
    ],
)
def test_what_browsers_need_not_mend_is_no_fault(sound: str) -> None:
    assert faults_in(SOUND.format(sound)) == []


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ("<p><div>a</div></p>", "<div> in <p>"),
        ("<ul><a href='/'>a</a></ul>", "<a> straight in <ul>"),
        ("<ul>a</ul>", "words straight in <ul>: a"),
        ("<li>a</li>", "<li> in <body>"),
        ("<a href='/'><button>a</button></a>", "<button> in <a>"),
        ("<form><div><form></form></div></form>", "<form> in <form>"),
        ("<p class='a' class='b'></p>", "<p> has an attribute twice"),
        ("<div/>", "<div/> does not close itself"),
        ("<div><span></div>", "</div> closes ('span', 1)"),
        ("</div>", "</div> closes ('body', 1)"),
        ("<img src='/a'>", "<img> without alt"),
        ("<b id='a b'></b>", "id is no word: 'a b'"),
        ("<div>", "</body> closes ('div', 1)"),
        ("<b id='a'></b><i id='a'></i>", "id 'a' is there 2 times"),
        ("<input aria-label='A' aria-describedby='b'>", "aria-describedby of <input> names 'b', which is not there"),
        ("<input id='a'>", "<input id='a'> has no label"),
        ("<h1>B</h1>", "2 h1"),
        ("<h3>B</h3>", "h3 follows h1"),
        ("<title>B</title>", "2 titles"),
    ],
)
def test_what_browsers_would_mend_is_said(body: str, fault: str) -> None:
    assert any(each.endswith(fault) for each in faults_in(SOUND.format(body))), faults_in(SOUND.format(body))
