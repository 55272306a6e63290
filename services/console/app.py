"""The console, put together from the chassis."""

from collections.abc import Callable

from chassis.http import api_router
from chassis.service import Service
from services.console import tables
from services.console.access import POLICY
from services.console.pages import (
    book,
    chair,
    closing,
    director,
    escalations,
    find,
    home,
    imports,
    inbox,
    links,
    operate,
    owner,
    patient,
    published,
    recalls,
    stock,
    today,
    worklists,
)
from services.console.pages.chair import photos
from services.console.pages.imports import files
from services.console.pages.links import forms
from services.console.pages.site import site_at
from services.console.privacy import PERSONAL
from services.console.reactions import reaction
from services.console.retention import RETENTION
from services.console.settings import ConsoleSettings, console_settings

WITH_PAGES = (
    book,
    chair,
    closing,
    director,
    escalations,
    find,
    home,
    imports,
    inbox,
    links,
    operate,
    owner,
    patient,
    published,
    recalls,
    stock,
    today,
    worklists,
)
"""Modules that serve pages: they are registered when they are imported."""


def console_with(read: Callable[[], ConsoleSettings]) -> Service:
    """The service; its own settings are read when its API starts."""
    return Service(
        name="console",
        policy=POLICY,
        metadata=tables.metadata,
        migrations="services.console.migrations",
        router=api_router("console"),
        personal=PERSONAL,
        reactions=reaction,
        retention=RETENTION,
        pages=site_at(read),
        uploads=(*photos.UPLOADS, *forms.UPLOADS, *files.UPLOADS),
    )


service = console_with(console_settings)
