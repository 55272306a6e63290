"""Links in messages: whoever has one opens it; staff see them, end them and send others."""

from uuid import UUID

from chassis.access.admission import allow
from chassis.http import Page, PageQuery, PeriodQuery, Transaction, api_router, refuses
from chassis.http.doors import Door, Notice
from chassis.reference.canonical import NotJson
from chassis.reference.store import ReferenceAltered
from chassis.refusals import NotFound
from chassis.work import Work
from chassis.worklist.items import ClaimedByAnother
from services.notifications.access import LINKS_END, LINKS_OPEN, LINKS_READ
from services.notifications.commands import links as commands
from services.notifications.commands.link_replacements import replace_link as send_again
from services.notifications.domain.links import LinkState
from services.notifications.domain.refusals import LinkEnded, LinkUnknown, MessageUnknown
from services.notifications.forms.links import (
    EndLinkForm,
    LinkFor,
    LinkView,
    LookAtLinkForm,
    OpenedView,
    OpenLinkForm,
    ReplacedLinkView,
    SeenLinkView,
)
from services.notifications.queries import links as queries
from services.notifications.settings.links import links

router = api_router("links")


@refuses(LinkEnded, LinkUnknown)
async def open_link(work: Work, form: OpenLinkForm) -> OpenedView:
    """Exchange a link for a token that is good for what the link is for."""
    found = await commands.open_link(work, form.secret, form.date_of_birth, links())
    opened = found.token is not None
    return OpenedView(
        state="opened" if opened else "prove_date_of_birth",
        act=found.link.act,
        subject_id=found.link.subject_id if opened else None,
        patient_id=found.link.patient_id if opened else None,
        language=found.link.language,
        access_token=found.token,
        expires_in=found.expires_in,
        proved=found.proved,
        tries_left=found.tries_left,
    )


@refuses(LinkUnknown)
async def look_at_link(work: Work, form: LookAtLinkForm) -> SeenLinkView:
    """What a link is for, and whom to call. Nothing is used up by it."""
    return await queries.seen_link(work, form.secret)


def read_link_keys() -> dict[str, object]:
    """The public keys of the tokens that links are exchanged for, as a JSON Web Key Set (RFC 7517)."""
    given = links()
    return dict(given.jwks) if given else {"keys": []}


DOORS = (
    Door("/links/look", LINKS_OPEN, LookAtLinkForm, look_at_link),
    Door("/links/open", LINKS_OPEN, OpenLinkForm, open_link),
    Notice("/links/keys", read_link_keys, {"keys": []}),
)


@router.get("/links", dependencies=[allow(LINKS_READ)])
async def list_links(
    work: Transaction,
    paging: PageQuery,
    period: PeriodQuery,
    patient_id: UUID | None = None,
    clinic_id: UUID | None = None,
    state: LinkState | None = None,
    act: LinkFor | None = None,
) -> Page[LinkView]:
    """Links that patients were sent, the newest first. Nobody can read what opens one.

    `from` and `to` are of when they were made.
    """
    return await queries.list_links(
        work, paging, period, patient_id=patient_id, clinic_id=clinic_id, state=state, act=act
    )


@router.post("/links/{link_id}/end", dependencies=[allow(LINKS_END)])
@refuses(ClaimedByAnother, LinkEnded, LinkUnknown)
async def end_link(link_id: UUID, form: EndLinkForm, work: Transaction) -> LinkView:
    """End a link that is in the wrong hands, or whose patient you have called."""
    await commands.end_link(work, link_id, form.note)
    return await queries.shown_link(work, link_id)


@router.post("/links/{link_id}/replace", dependencies=[allow(LINKS_END)])
@refuses(ClaimedByAnother, LinkEnded, LinkUnknown, MessageUnknown, NotFound, NotJson, ReferenceAltered)
async def replace_link(link_id: UUID, form: EndLinkForm, work: Transaction) -> ReplacedLinkView:
    """End a link and send its message again with another one, to where the patient is reached now."""
    message_id = await send_again(work, link_id, form.note)
    return ReplacedLinkView(link=await queries.shown_link(work, link_id), message_id=message_id)
