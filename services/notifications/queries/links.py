"""Links that patients were sent, as far as the caller may read of them."""

from uuid import UUID

from sqlalchemy import select

from chassis.access.rows import within
from chassis.http import Page, Paging, Period, equal_to, page
from chassis.work import Work
from services.notifications.domain.links import OPENS, Act, LinkState, digest_of
from services.notifications.domain.refusals import UNKNOWN_LINK, LinkUnknown
from services.notifications.forms.links import ACTS_FOR, ClinicOfLinkView, LinkFor, LinkView, SeenLinkView
from services.notifications.tables import clinics, links, messages, patients


async def list_links(
    work: Work,
    paging: Paging,
    period: Period,
    *,
    patient_id: UUID | None,
    clinic_id: UUID | None,
    state: LinkState | None,
    act: LinkFor | None,
) -> Page[LinkView]:
    """The newest first. Raises Forbidden."""
    reach = work.access.reach(whose=patient_id, where=clinic_id)
    visible = within(reach, patient=links.c.patient_id, clinics=[links.c.clinic_id, patients.c.home_clinic_id])
    wanted = {links.c.patient_id: patient_id, links.c.clinic_id: clinic_id, links.c.state: state}
    joined = links.outerjoin(patients, patients.c.id == links.c.patient_id)
    listed = select(*links.columns).select_from(joined)
    if act is not None:
        listed = listed.where(links.c.act.in_(ACTS_FOR[act]))
    listed = listed.where(visible, *equal_to(wanted), *period.of(links.c.made_at))
    return await page(work, listed, [links.c.id.desc()], paging, LinkView.model_validate)


async def seen_link(work: Work, secret: str) -> SeenLinkView:
    """What whoever has a link may know before they open it. Raises LinkUnknown."""
    named = [clinics.c[name] for name in ClinicOfLinkView.model_fields]
    found = (
        select(*links.columns, messages.c.language, patients.c.birth_digest, *named)
        .join(messages, messages.c.id == links.c.message_id)
        .outerjoin(patients, patients.c.id == links.c.patient_id)
        .outerjoin(clinics, clinics.c.id == links.c.clinic_id)
        .where(links.c.digest == digest_of(secret))
    )
    row = (await work.execute(found)).one_or_none()
    if row is None:
        raise LinkUnknown(UNKNOWN_LINK)
    is_open = row.state == LinkState.OPEN and work.now < row.until
    later = "for_more" if row.birth_digest else None
    return SeenLinkView(
        state=LinkState.OPEN if is_open else LinkState.ENDED,
        ended_as=row.ended_as,
        proves="first" if OPENS[Act(row.act)].proved else later,
        language=row.language,
        clinic=ClinicOfLinkView.model_validate(row) if row.name else None,
    )


async def shown_link(work: Work, link_id: UUID) -> LinkView:
    """One link, after a command that was allowed. Raises LinkUnknown."""
    row = (await work.execute(select(links).where(links.c.id == link_id))).one_or_none()
    if row is None:
        raise LinkUnknown("There is no such link among those that you may see.")
    return LinkView.model_validate(row)
