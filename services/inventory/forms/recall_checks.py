"""A recall notice, tried against what the chain has and had."""

from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from chassis.http import Form, OneLine, View
from services.inventory.domain.places import Place
from services.inventory.domain.recall_checks import NoticeDoubt, Verdict

MOST_NOTICES = 1000
MOST_CODES = 1000
Code = Annotated[str, OneLine, Field(min_length=1, max_length=500)]


class FdaNoticeForm(BaseModel):
    """One result of openFDA's device/enforcement or device/recall, as it is there: other members are ignored."""

    model_config = ConfigDict(extra="ignore", frozen=True, str_strip_whitespace=True, use_attribute_docstrings=True)

    code_info: Annotated[str, Field(max_length=50_000)]
    """In words, which lots and serial numbers are meant."""
    product_description: Annotated[str, Field(max_length=20_000)] = ""
    recalling_firm: Annotated[str, Field(max_length=1000)] = ""
    reason_for_recall: Annotated[str, Field(max_length=20_000)] = ""
    recall_number: Annotated[str, Field(max_length=100)] | None = None
    """device/enforcement."""
    product_res_number: Annotated[str, Field(max_length=100)] | None = None
    """device/recall: the same number."""


class RecallCheckForm(Form):
    """What to try: codes of a notice, results of openFDA, or both."""

    codes: Annotated[list[Code], Field(max_length=MOST_CODES)] = Field(default_factory=list)
    """GS1 codes, scanned or as printed, each with a product and a lot or a serial number."""
    results: Annotated[list[FdaNoticeForm], Field(max_length=MOST_NOTICES)] = Field(default_factory=list)
    """Of openFDA."""


class LotAtView(View):
    """Where cartridges of a lot are at one clinic."""

    clinic_id: UUID
    clinic: str | None
    on_shelf: int
    quarantine: int
    in_transit: int
    """On their way to another clinic."""
    used: int
    gone: int
    """Returned, discarded or lost."""
    unaccounted: int
    """Used or discarded there, without being in the books."""


class FoundLotView(View):
    """A lot that a notice names and that came to the chain."""

    gtin: str
    product: str | None
    lot: str
    recall_id: UUID | None
    """Its recall; null: it is not recalled."""
    clinics: list[LotAtView]


class UnknownLotView(View):
    """A lot of a product of the chain that never came."""

    gtin: str
    lot: str
    nearest: list[str]
    """Lots that came and differ by little: compare them with the notice."""


class FoundSerialView(View):
    """A cartridge that a notice names by its serial number and that came to the chain."""

    gtin: str
    serial: str
    lot: str
    """The lot that it came with."""
    recall_id: UUID | None
    """The recall of its lot, or of it; null: there is none."""
    clinic_id: UUID | None
    """Where it is, or was opened; null: it was opened, and never received."""
    clinic: str | None
    place: Place
    """Where it is, or that it was used or discarded."""


class UnknownSerialView(View):
    """A cartridge of a product of the chain that never came under its number."""

    gtin: str
    lot: str | None
    """As the code says; null: it says none."""
    serial: str
    nearest: list[str]
    """Numbers of that lot that came and differ by little: compare them with the notice."""


class CheckedNoticeView(View):
    """What one notice is about, as far as the chain goes."""

    number: str | None
    """Under which the authority has it."""
    description: str
    """The product, in the notice's words."""
    reason: str
    verdict: Verdict
    because: NoticeDoubt | None
    """Why a person has to compare; null: nothing is in doubt."""
    products: list[str]
    """GTINs of products of the chain that it is about."""
    lots: list[FoundLotView]
    serials: list[FoundSerialView]
    unknown: list[UnknownLotView]
    unknown_serials: list[UnknownSerialView]


class RecallCheckView(View):
    """What is to be done about the notices."""

    verdict: Verdict
    """The gravest of the notices': yours, then unclear, then none."""
    checked: int
    """How many notices were read."""
    notices: list[CheckedNoticeView]
    """Those that are not `none`, or that name a product of the chain; in the order of the file."""
