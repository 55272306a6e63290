"""The books are audited: what the ledger and the reservations add up to is what the balances say."""

from datetime import date

from sqlalchemy import text

from chassis.figures import Days
from chassis.work import Work
from services.inventory.queries.waste import waste_of

_DIFFERENCES = text(
    """
    WITH moves AS (
        SELECT clinic_id, gtin, lot, leaves AS place, -quantity AS n FROM ledger
        UNION ALL SELECT clinic_id, gtin, lot,
            CASE enters WHEN 'other_clinic' THEN 'sent_away' ELSE enters END, quantity FROM ledger
    ), at AS (SELECT clinic_id, gtin, lot, place, sum(n) AS n FROM moves GROUP BY 1, 2, 3, 4),
    books AS (
        SELECT clinic_id, gtin, lot, place, n FROM balances CROSS JOIN LATERAL (VALUES
            ('supplier', -received), ('unrecorded', -found), ('other_clinic', -transferred_in),
            ('sent_away', transferred_out), ('on_hand', on_hand + reserved), ('in_transit', in_transit),
            ('quarantine', quarantine), ('used', used), ('discarded', discarded), ('returned', returned),
            ('lost', lost)) AS part (place, n)
    )
    SELECT * FROM books FULL JOIN at USING (clinic_id, gtin, lot, place)
    WHERE coalesce(books.n, 0) <> coalesce(at.n, 0)
    """
)
_RESERVED = text(
    """
    SELECT b.clinic_id, b.lot, b.reserved, h.held FROM balances b CROSS JOIN LATERAL (
        SELECT coalesce(sum(quantity), 0) AS held
        FROM held_cartridges WHERE clinic_id = b.clinic_id AND gtin = b.gtin AND lot = b.lot
    ) h WHERE b.reserved <> h.held
    """
)
_HELD_WRONGLY = text(
    """
    SELECT r.appointment_id, r.status, r.quantity, r.used, coalesce(sum(h.quantity), 0) AS held
    FROM reservations r LEFT JOIN held_cartridges h USING (appointment_id)
    GROUP BY r.appointment_id
    HAVING coalesce(sum(h.quantity), 0)
        <> CASE WHEN r.status = 'reserved' THEN greatest(r.quantity - r.used, 0) ELSE 0 END
    """
)
_SERIALS_TWICE = text(
    "SELECT gtin, serial FROM uses WHERE serial IS NOT NULL AND entry_id IS NOT NULL AND withdrawn_at IS NULL"
    " GROUP BY gtin, serial HAVING count(DISTINCT session_id) > 1"
)
_UNPROVEN = text(
    """
    SELECT u.id FROM uses u LEFT JOIN ledger l ON l.id = u.entry_id
    LEFT JOIN ledger back ON back.corrects = u.entry_id
    WHERE NOT u.awaited AND u.entry_id IS NOT NULL AND (
        (l.kind, l.cause, l.gtin, l.lot, l.clinic_id)
            IS DISTINCT FROM ('use', u.session_id, u.gtin, coalesce(u.received_lot, u.lot), u.clinic_id)
        OR (u.withdrawn_at IS NULL) <> (back.id IS NULL)
        OR (back.id IS NOT NULL AND back.kind <> 'restore'))
    """
)
"""Each use that the ledger accounts for has its entry, and each that was withdrawn one that takes that back."""
_INCIDENTS = text(
    "SELECT u.id FROM uses u LEFT JOIN incidents i ON i.id = u.incident_id"
    " WHERE (u.withdrawn_at IS NOT NULL AND i.id IS NOT NULL AND i.closed_at IS NULL)"
    " OR (u.withdrawn_at IS NULL AND u.entry_id IS NULL AND (i.id IS NULL OR i.closed_because <> 'settled'))"
)
"""An incident is open while a use that stands is not in the ledger, unless a person settled it; one of an expired
lot in any case."""
_IN_TRANSIT = text(
    """
    WITH under_way AS (
        SELECT from_clinic_id AS clinic_id, gtin, lot, sum(sent - arrived - settled) AS n
        FROM transfer_lines JOIN transfers ON transfers.id = transfer_id WHERE status <> 'cancelled' GROUP BY 1, 2, 3
    )
    SELECT * FROM balances FULL JOIN under_way USING (clinic_id, gtin, lot)
    WHERE coalesce(in_transit, 0) <> coalesce(n, 0)
    """
)
"""What is in transit in a clinic's books is what its transfers have under way."""
_DIFFERENCES_LISTED = text(
    """
    SELECT line.id, item.id FROM transfer_lines line JOIN transfers t ON t.id = line.transfer_id
    LEFT JOIN worklist_items item ON item.subject_id = line.id AND item.kind = 'transfer_difference'
        AND item.closed_at IS NULL
    WHERE (item.id IS NOT NULL) <> (t.status <> 'cancelled' AND (line.surplus > line.surplus_settled
        OR (t.complete_at IS NOT NULL AND line.sent > line.arrived + line.settled)))
    """
)
"""Each difference that is open is on the worklist, and nothing else."""

_FAILED = text(
    "SELECT type AS what, error FROM dead_letters UNION ALL SELECT kind, error FROM timers WHERE error IS NOT NULL"
)


async def assert_nothing_failed(work: Work) -> None:
    """No event became a dead letter, and no timer raised."""
    assert (await work.execute(_FAILED)).all() == []


_AWAY = text(
    "SELECT clinic_id, sum(discarded + lost)::integer AS wasted, sum(discarded + lost + used)::integer AS handled"
    " FROM balances GROUP BY clinic_id"
)
ALWAYS = Days(date(2020, 1, 1), date(2099, 12, 31))


async def assert_books_are_true(work: Work) -> None:
    """Ledger and reservations against balances; reservations hold all or nothing; one cartridge, one session."""
    assert (await work.execute(_DIFFERENCES)).all() == []
    assert (await work.execute(_RESERVED)).all() == []
    assert (await work.execute(_HELD_WRONGLY)).all() == []
    assert (await work.execute(_SERIALS_TWICE)).all() == []
    assert (await work.execute(_UNPROVEN)).all() == []
    assert (await work.execute(_INCIDENTS)).all() == []
    assert (await work.execute(_IN_TRANSIT)).all() == []
    assert (await work.execute(_DIFFERENCES_LISTED)).all() == []
    await assert_waste_is_in_the_balances(work)
    await assert_nothing_failed(work)


async def assert_waste_is_in_the_balances(work: Work) -> None:
    """Over all time, what is told apart by reasons adds up to what the balances have as thrown away and lost."""
    rows = await work.execute(_AWAY)
    away = {row.clinic_id: (row.wasted, row.handled) for row in rows}
    figures = await waste_of(work, ALWAYS, None)
    for each in figures.clinics:
        if each.clinic_id is not None:
            counted = (each.now.wasted.count, each.now.wasted.of)
            assert counted == away.get(each.clinic_id, (0, 0)), each
            assert sum(line.units for line in each.now.lines) == counted[0]
