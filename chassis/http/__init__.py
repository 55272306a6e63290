"""HTTP as every service speaks it: problem+json, idempotency keys, ETags, cursor pages, one transaction a request."""

from chassis.http.bodies import Form, View, Written
from chassis.http.editing import IfMatch, require_version, tag_version
from chassis.http.paging import Page, PageQuery, Paging, page
from chassis.http.routes import Transaction, api_router

__all__ = [
    "Form",
    "IfMatch",
    "Page",
    "PageQuery",
    "Paging",
    "Transaction",
    "View",
    "Written",
    "api_router",
    "page",
    "require_version",
    "tag_version",
]
