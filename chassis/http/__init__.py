"""HTTP for every service: problem+json, idempotency keys, ETags, cursor pages, one transaction per request."""

from chassis.http.bodies import Cells, Form, View, Written
from chassis.http.declared import refuses
from chassis.http.editing import IfMatch, IfMatchUnlessNew, require_version, tag_version
from chassis.http.filters import Day, Moment, Period, PeriodQuery, TimeOfDay, UtcMoment, equal_to, is_set
from chassis.http.json_types import AsSent, OneLine
from chassis.http.languages import ReadBy, Reader
from chassis.http.merge_patch import MergePatch, Patch
from chassis.http.paging import Page, PageQuery, Paging, page
from chassis.http.routes import Transaction, api_router

__all__ = [
    "AsSent",
    "Cells",
    "Day",
    "Form",
    "IfMatch",
    "IfMatchUnlessNew",
    "MergePatch",
    "Moment",
    "OneLine",
    "Page",
    "PageQuery",
    "Paging",
    "Patch",
    "Period",
    "PeriodQuery",
    "ReadBy",
    "Reader",
    "TimeOfDay",
    "Transaction",
    "UtcMoment",
    "View",
    "Written",
    "api_router",
    "equal_to",
    "is_set",
    "page",
    "refuses",
    "require_version",
    "tag_version",
]
