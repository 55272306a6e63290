"""Addresses of pages, the safety of the sign-in's settings, and files."""

import gzip
import re
from pathlib import Path

import pytest

from services.console.access import POLICY
from services.console.app import WITH_PAGES
from services.console.domain.live import LIVE_PAGES
from services.console.pages import files
from services.console.pages.registry import PAGES
from services.console.pages.sign_in.routes import local_address
from services.console.pages.site import require_safe_provider
from services.console.settings import ConsoleSettings

FOLDER = Path("services/console/pages")
FIRST_PAGE = 60_000
"""Bytes over the wire."""


def test_every_folder_with_routes_is_put_into_the_service() -> None:
    routed = {file.parent.name for file in FOLDER.glob("*/*.py") if re.search(r"@(link_)?page\(", file.read_text())}
    assert routed == {module.__name__.rpartition(".")[2] for module in WITH_PAGES}


def test_every_page_has_a_scope_that_a_role_has() -> None:
    assert PAGES
    for each in PAGES:
        assert POLICY.holders(each.scope), each.path


def test_every_live_page_has_an_address_and_a_part_that_changes() -> None:
    for name in LIVE_PAGES:
        assert f"/c/{{clinic_id:uuid}}/{name}" in {each.path for each in PAGES}
        assert list((FOLDER / name).rglob("live.html")), name


def test_no_template_has_inline_style_or_script_or_says_that_something_is_safe() -> None:
    for file in FOLDER.rglob("*.html"):
        text = file.read_text()
        assert not re.search(r"\sstyle=|\son\w+=|<style|\| *safe|autoescape", text), file
        assert all("src=" in each for each in re.findall(r"<script[^>]*>", text)), file


def test_every_form_that_does_something_carries_our_token() -> None:
    for file in FOLDER.rglob("*.html"):
        for form in re.findall(r'<form method="post".*?</form>', file.read_text(), re.DOTALL):
            opens = 'action="{{ home }}"' in form  # it sends the secret of a link, which nobody else has
            assert opens or "ours(form_token" in form or 'name="form_token"' in form, file


def files_in(template: Path) -> set[str]:
    return set(re.findall(r'file\("([^"]+)"\)', template.read_text()))


@pytest.mark.parametrize("template", [*FOLDER.glob("*/page.html")], ids=lambda each: each.parent.name)
def test_files_of_a_first_page_are_small(template: Path) -> None:
    everywhere = {name for each in (FOLDER / "templates").glob("*.html") for name in files_in(each)}
    sent = [files.FILES[name] for name in everywhere | files_in(template)]
    assert sum(len(gzip.compress(content)) for content in sent) < FIRST_PAGE / 2


@pytest.mark.parametrize(
    "wanted", ["//evil.example", "https://evil.example", "/\\evil", "javascript:x", "", "/a\nb", "/" + "x" * 3000]
)
def test_nobody_is_led_away(wanted: str) -> None:
    assert local_address(wanted) == "/"
    assert local_address("/c/1/today?day=2027-03-02") == "/c/1/today?day=2027-03-02"


def test_outside_a_rehearsal_people_sign_in_over_https_alone() -> None:
    plain = ConsoleSettings(oidc_issuer="http://login.example.org", address="https://console.example.org")
    with pytest.raises(ValueError, match="CONSOLE_OIDC_ISSUER"):
        require_safe_provider(plain, rehearsal=False)
    require_safe_provider(plain, rehearsal=True)
    with pytest.raises(ValueError, match="CONSOLE_ADDRESS"):
        require_safe_provider(ConsoleSettings(oidc_issuer="https://login.example.org"), rehearsal=False)
    require_safe_provider(ConsoleSettings(), rehearsal=False)


@pytest.mark.parametrize("address", ["console.example.org", "https://x/y", "ftp://x", "https://"])
def test_an_address_that_is_no_origin_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match="scheme, host and port"):
        ConsoleSettings(address=address)
