"""Reference data over HTTP, the same in every service that has any."""

from typing import Annotated, Any

from fastapi import Depends, Query, Request, Response

from chassis.access.admission import allow
from chassis.http import IfMatch, Page, Transaction, api_router, refuses, tag_version
from chassis.reference import drafts, signatures
from chassis.reference.access import DRAFT, READ, SIGN
from chassis.reference.canonical import NotJson
from chassis.reference.comparing import compare
from chassis.reference.differences import as_lines
from chassis.reference.drafts import ExtendsADraft, NotADraft, VersionExists
from chassis.reference.kinds import Kind, Reference
from chassis.reference.reading import in_force
from chassis.reference.signatures import AlreadySigned, AlreadyWithdrawn, NeedsSignature, NotChecked
from chassis.reference.store import ReferenceAltered, content_of, head_of, heads_of, written_of
from chassis.reference.views import (
    CheckView,
    ComparisonView,
    DifferenceView,
    KindView,
    ProblemView,
    SignForm,
    SourceView,
    VersionSummary,
    VersionView,
    WithdrawForm,
)
from chassis.reference.written import Written
from chassis.refusals import Invalid, NotFound
from chassis.work import Work

router = api_router("reference data")


async def _reference(request: Request) -> Reference:
    reference: Reference = request.app.state.reference
    return reference


ReferenceData = Annotated[Reference, Depends(_reference)]


@router.get("/reference", dependencies=[allow(READ)])
@refuses(NotJson, ReferenceAltered)
async def list_kinds(work: Transaction, reference: ReferenceData) -> list[KindView]:
    """Every kind of reference data of this service, with the version that counts today (UTC)."""
    return [await _kind_view(work, kind) for kind in reference.kinds]


@router.get("/reference/{kind}", dependencies=[allow(READ)])
@refuses(NotFound)
async def list_versions(kind: str, work: Transaction, reference: ReferenceData) -> Page[VersionSummary]:
    """Every version of a kind, the newest first."""
    heads = await heads_of(work, reference.kind_named(kind).name)
    return Page(items=[VersionSummary.model_validate(head) for head in heads], next=None)


@router.get("/reference/{kind}/{version}", dependencies=[allow(READ)])
@refuses(NotFound, NotJson, ReferenceAltered)
async def read_version(
    kind: str, version: str, work: Transaction, reference: ReferenceData, response: Response
) -> VersionView:
    """One version whole: everything that a director signs, with every source that it cites."""
    return await _whole(work, reference, reference.kind_named(kind), version, response)


@router.get("/reference/{kind}/{version}/diff", dependencies=[allow(READ)])
@refuses(NotFound, ReferenceAltered)
async def compare_versions(
    kind: str,
    version: str,
    work: Transaction,
    reference: ReferenceData,
    against: Annotated[str | None, Query(description="The other version. Default: the one that counts today.")] = None,
) -> ComparisonView:
    """What a version changes, path by path, in the one that counts today or in another one."""
    found = await compare(work, reference.kind_named(kind), version, against)
    return ComparisonView(
        version=found.version,
        against=found.against,
        differences=[DifferenceView.model_validate(each) for each in found.differences],
        text="\n".join(as_lines(found.differences)),
    )


@router.post("/reference/{kind}", status_code=201, dependencies=[allow(DRAFT)])
@refuses(ExtendsADraft, Invalid, NotFound, NotJson, ReferenceAltered, VersionExists)
async def draft_version(
    kind: str, form: Written, work: Transaction, reference: ReferenceData, response: Response
) -> VersionView:
    """Draft a version: whole, or as changes to an earlier one."""
    of = reference.kind_named(kind)
    await drafts.create_draft(work, of, form)
    return await _whole(work, reference, of, form.version, response)


@router.put("/reference/{kind}/{version}", dependencies=[allow(DRAFT)])
@refuses(ExtendsADraft, Invalid, NotADraft, NotFound, NotJson, ReferenceAltered)
async def edit_draft(
    kind: str,
    version: str,
    form: Written,
    expected: IfMatch,
    work: Transaction,
    reference: ReferenceData,
    response: Response,
) -> VersionView:
    """Replace what a draft says."""
    of = reference.kind_named(kind)
    await drafts.edit_draft(work, of, version, form, expected)
    return await _whole(work, reference, of, version, response)


@router.delete("/reference/{kind}/{version}", status_code=204, dependencies=[allow(DRAFT)])
@refuses(NotADraft, NotFound)
async def discard_draft(
    kind: str, version: str, expected: IfMatch, work: Transaction, reference: ReferenceData
) -> None:
    """Discard a draft. Anything else stays for ever."""
    await drafts.discard_draft(work, reference.kind_named(kind), version, expected)


@router.post("/reference/{kind}/{version}/check", dependencies=[allow(DRAFT)])
@refuses(ExtendsADraft, NotFound, NotJson, ReferenceAltered)
async def check_version(kind: str, version: str, work: Transaction, reference: ReferenceData) -> CheckView:
    """Check a version whole. A draft without problems is checked from then on, and does not change any more."""
    of = reference.kind_named(kind)
    found = await drafts.check(work, reference, of, version)
    head = await head_of(work, of.name, version)
    return CheckView(status=head.status, problems=[ProblemView(**each._asdict()) for each in found])


@router.post("/reference/{kind}/{version}/sign", dependencies=[allow(SIGN)])
@refuses(
    AlreadySigned,
    AlreadyWithdrawn,
    ExtendsADraft,
    Invalid,
    NeedsSignature,
    NotChecked,
    NotFound,
    NotJson,
    ReferenceAltered,
)
async def sign_version(
    kind: str,
    version: str,
    form: SignForm,
    work: Transaction,
    reference: ReferenceData,
) -> VersionSummary:
    """Sign a checked version as the medical director of the chain. It decides from its day on."""
    of = reference.kind_named(kind)
    await signatures.sign(work, reference, of, version, form.in_force_from)
    return VersionSummary.model_validate(await head_of(work, of.name, version))


@router.post("/reference/{kind}/{version}/withdraw", dependencies=[allow(SIGN)])
@refuses(AlreadyWithdrawn, NotChecked, NotFound)
async def withdraw_version(
    kind: str, version: str, form: WithdrawForm, work: Transaction, reference: ReferenceData
) -> VersionSummary:
    """Withdraw a version that was entered in error. It decides nothing more, and still explains what it decided."""
    of = reference.kind_named(kind)
    await signatures.withdraw(work, of, version, form.reason)
    return VersionSummary.model_validate(await head_of(work, of.name, version))


async def _kind_view(work: Work, kind: Kind[Any]) -> KindView:
    counts = await in_force(work, kind, work.now.date())
    return KindView(
        name=kind.name,
        summary=kind.summary,
        in_force=counts.version if counts else None,
        signature=counts.signature if counts else None,
        rehearsal=work.rehearsal,
    )


async def _whole(work: Work, reference: Reference, kind: Kind[Any], version: str, response: Response) -> VersionView:
    head = await head_of(work, kind.name, version)
    content = await content_of(work, kind.name, version)
    written = await written_of(work, kind.name, version)
    tag_version(response, head.revision)
    cited = reference.cited(kind, content)
    return VersionView(
        **VersionSummary.model_validate(head).model_dump(),
        document=content.document,
        changes=written.changes,
        bibliography=written.bibliography,
        sources=[SourceView(key=key, entry=entry) for key, entry in cited.items()],
    )
