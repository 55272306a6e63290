"""What is asked of inventory."""

from tests.integration.access.calls.call import DAYS, WHY, Call
from tests.integration.inventory.stories import LATER, in_days

LEVEL = {"reorder_point": 2, "reorder_quantity": 10}
TOO_MANY = {"gtin": "{gtin}", "lot": "T", "quantity": 999}
REDATED = {
    "gtin": "{gtin}",
    "lot": "A",
    "stated_expires_on": str(LATER),
    "expires_on": str(in_days(200)),
    "reason": "typed wrongly",
}
INVENTORY: dict[str, list[Call]] = {
    "create_product": [Call("/products", body={"gtin": "{gtin}", "name": "Pen", "fits": ["skinpen"]})],
    "list_products": [Call("/products")],
    "read_product": [Call("/products/{gtin}")],
    "change_product": [Call("/products/{gtin}", body={"storage": "dry"}, if_match='"99"')],
    "list_prices": [Call("/products/{gtin}/prices")],
    "correct_price": [
        Call(
            "/products/{gtin}/prices/correct",
            body={"from_at": "1900-01-01T00:00:00Z", "price_minor": 450, "currency": "EUR", "reason": "typed wrongly"},
        )
    ],
    "retire_product": [Call("/products/{gtin}/retire", body={"reason": "not made any longer"}, if_match='"99"')],
    "reinstate_product": [Call("/products/{gtin}/reinstate", body={"reason": "made again"}, if_match='"99"')],
    "create_supplier": [Call("/suppliers", body={"name": "Pen Supplies"})],
    "list_suppliers": [Call("/suppliers")],
    "read_supplier": [Call("/suppliers/{supplier}")],
    "change_supplier": [Call("/suppliers/{supplier}", body={"contact": "Orders"}, if_match='"99"')],
    "end_supplier": [Call("/suppliers/{supplier}/end", body={"reason": "closed for good"}, if_match='"99"')],
    "reinstate_supplier": [Call("/suppliers/{supplier}/reinstate", body={"reason": "open again"}, if_match='"99"')],
    "add_to_order": [
        Call(
            "/purchase-orders",
            body={"clinic_id": "{clinic}", "supplier_id": "{supplier}", "lines": [{"gtin": "{gtin}", "packages": 1}]},
        )
    ],
    "list_orders": [
        Call("/purchase-orders", query={"clinic_id": "{clinic}"}, hides="{order}"),
        Call("/purchase-orders", hides="{order}"),
    ],
    "read_order": [Call("/purchase-orders/{order}")],
    "read_order_sheet": [Call("/purchase-orders/{order}/sheet")],
    "read_order_document": [Call("/purchase-orders/{order}/document")],
    "change_order": [Call("/purchase-orders/{order}", body={"note": "before noon"}, if_match='"99"')],
    "send_order": [Call("/purchase-orders/{order}/send", body={}, if_match='"99"')],
    "reschedule_order": [
        Call("/purchase-orders/{order}/reschedule", body={"due_on": "2027-04-01", **WHY}, if_match='"99"')
    ],
    "cancel_order": [Call("/purchase-orders/{order}/cancel", body=WHY, if_match='"99"')],
    "close_order": [Call("/purchase-orders/{order}/close", body=WHY, if_match='"99"')],
    "reopen_order": [Call("/purchase-orders/{order}/reopen", body=WHY, if_match='"99"')],
    "check_scanner": [Call("/scan-check")],
    "set_reorder_level": [Call("/clinics/{clinic}/reorder-levels/{gtin}", body=LEVEL, if_match='"99"')],
    "read_reorder_level": [Call("/clinics/{clinic}/reorder-levels/{gtin}")],
    "receive_delivery": [Call("/receipts", body={"clinic_id": "{clinic}", "items": [{"scan": "{label}"}]})],
    "read_receipt": [Call("/receipts/{receipt}")],
    "assign_receipt": [
        Call(
            "/receipts/{receipt}/assign",
            body={"order_id": None, "delivery_note": "D-1", "accepts": ["note_known"], **WHY},
        )
    ],
    "withdraw_receipt": [Call("/receipts/{spent}/withdraw", body=WHY)],
    "read_receiving_policy": [Call("/receiving-policy")],
    "set_receiving_policy": [Call("/receiving-policy", body={"least_days_left": 30}, if_match='"99"')],
    "list_receipts": [Call("/receipts", query={"clinic_id": "{clinic}"})],
    "discard": [
        Call(
            "/discards",
            body={
                "clinic_id": "{clinic}",
                "gtin": "{gtin}",
                "lot": "A",
                "quantity": 999,
                "reason": "broken",
            },
        )
    ],
    "move_stock": [
        Call(
            "/stock-movements",
            body={
                "clinic_id": "{clinic}",
                "gtin": "{gtin}",
                "lot": "A",
                "act": "hold",
                "quantity": 999,
                "reason": "box torn",
            },
        )
    ],
    "correct_movement": [Call("/stock-movements/{entry}/correct", body={"reason": "scanned twice"})],
    "send_transfer": [
        Call("/transfers", body={"from_clinic_id": "{clinic}", "to_clinic_id": "{third}", "items": [TOO_MANY]})
    ],
    "list_transfers": [
        Call("/transfers", query={"clinic_id": "{clinic}"}, hides="{outgoing}"),
        Call("/transfers", hides="{incoming}"),
    ],
    "read_transfer": [Call("/transfers/{outgoing}")],
    "receive_transfer": [Call("/transfers/{incoming}/receive", body={"items": [TOO_MANY]})],
    "postpone_transfer": [Call("/transfers/{incoming}/postpone", body={"expected_on": "2027-03-30", "reason": "snow"})],
    "cancel_transfer": [Call("/transfers/{outgoing}/cancel", body={"reason": "the courier did not come"})],
    "settle_transfer": [
        Call(
            "/transfers/{outgoing}/settle",
            body={"line_id": "{outgoing_line}", "outcome": "lost", "quantity": 999, "reason": "looked for it"},
        )
    ],
    "take_back_transfer_step": [
        Call("/transfers/{incoming}/steps/{incoming_line}/take-back", body={"reason": "counted wrongly"})
    ],
    "start_count": [Call("/counts", body={"clinic_id": "{clinic}"})],
    "list_counts": [
        Call("/counts", query={"clinic_id": "{clinic}"}, hides="{count}"),
        Call("/counts", hides="{count}"),
    ],
    "read_count": [Call("/counts/{count}")],
    "count_lines": [Call("/counts/{count}/lines", body={"items": [{"gtin": "{gtin}", "lot": "UNKNOWN"}]})],
    "submit_count": [Call("/counts/{count}/submit")],
    "approve_count": [Call("/counts/{count}/approve", body={"reason": "looked again"})],
    "reject_count": [Call("/counts/{count}/reject", body={"reason": "looked again"})],
    "withdraw_count": [Call("/counts/{count}/withdraw", body={"reason": "looked again"})],
    "list_stock": [Call("/stock", query={"clinic_id": "{clinic}"}), Call("/stock", hides="{clinic}")],
    "list_uses": [
        Call("/uses", query={"gtin": "{gtin}", "lot": "A"}, hides="{clinic}"),
        Call("/uses", query={"gtin": "{gtin}", "lot": "A", "clinic_id": "{clinic}"}, hides="{clinic}"),
    ],
    "read_trace": [Call("/lots/{gtin}/A/trace", hides="{clinic}")],
    "correct_number": [
        Call(
            "/number-corrections",
            body={"gtin": "{gtin}", "serial": "S1", "stated_lot": "NOT", "lot": "L2", "reason": "label misread"},
        )
    ],
    "read_serial": [Call("/serials/{gtin}/S1")],
    "list_lots": [Call("/lots", query={"clinic_id": "{clinic}"})],
    "read_lot": [Call("/lots/{gtin}/A")],
    "list_reservations": [
        Call("/reservations", query={"clinic_id": "{clinic}"}, hides="{clinic}"),
        Call("/reservations", hides="{clinic}"),
        Call("/reservations", query={"appointment_id": "{appointment}"}, hides="{appointment}"),
    ],
    "read_waste": [
        Call("/figures/waste", query={**DAYS, "clinic_id": "{clinic}"}, hides="{clinic}"),
        Call("/figures/waste", query=DAYS, hides="{clinic}"),
    ],
    "list_waste_entries": [
        Call("/figures/waste/entries", query={**DAYS, "clinic_id": "{clinic}"}, hides="{clinic}"),
        Call("/figures/waste/entries", query=DAYS, hides="{clinic}"),
    ],
    "list_overview": [
        Call("/overview", query={"clinic_id": "{clinic}"}, hides="{clinic}"),
        Call("/overview", hides="{clinic}"),
    ],
    "list_movements": [
        Call("/stock-movements", query={"clinic_id": "{clinic}"}, hides="{clinic}"),
        Call("/stock-movements", hides="{clinic}"),
    ],
    "read_overview_as_csv": [
        Call("/overview/csv", query={"clinic_id": "{clinic}"}, hides="{clinic}"),
        Call("/overview/csv", hides="{clinic}"),
    ],
    "read_movements_as_csv": [
        Call("/stock-movements/csv", query={"clinic_id": "{clinic}"}, hides="{clinic}"),
        Call("/stock-movements/csv", hides="{clinic}"),
    ],
    "read_series": [Call("/clinics/{clinic}/stock-series/{gtin}")],
    "read_series_as_csv": [Call("/clinics/{clinic}/stock-series/{gtin}/csv")],
    "list_shortages": [
        Call("/shortages", query={"clinic_id": "{clinic}"}, hides="{clinic}"),
        Call("/shortages", hides="{clinic}"),
    ],
    "try_transfer": [
        Call("/transfers/try", body={"from_clinic_id": "{clinic}", "to_clinic_id": "{third}", "items": [TOO_MANY]})
    ],
    "accept_shortage_transfer": [
        Call("/shortages/{shortage}/accept", body={"from_clinic_id": "{clinic}", "quantity": 99})
    ],
    "read_label": [Call("/clinics/{clinic}/labels", query={"scan": "{label}"})],
    "try_receipt": [Call("/receipts/try", body={"clinic_id": "{clinic}", "items": [{"scan": "{label}"}]})],
    "list_planning_policies": [Call("/planning-policies")],
    "begin_planning_policy": [Call("/planning-policies/2999-12-30", body=WHY)],
    "drop_planning_policy": [Call("/planning-policies/2999-12-31")],
    "list_closing_clinics": [Call("/closing-clinics", query={"clinic_id": "{clinic}"})],
    "list_expiring_stock": [
        Call("/expiring-stock", query={"clinic_id": "{clinic}"}, hides="{expiring}"),
        Call("/expiring-stock", hides="{expiring}"),
    ],
    "read_expiring_stock_as_csv": [
        Call("/expiring-stock/csv", query={"clinic_id": "{clinic}"}, hides="{expiring}"),
        Call("/expiring-stock/csv", hides="{expiring}"),
    ],
    "accept_saving_transfer": [
        Call("/expiring-stock/{expiring}/accept", body={"to_clinic_id": "{third}", "quantity": 99})
    ],
    "list_reorder_proposals": [
        Call("/reorder-proposals", query={"clinic_id": "{clinic}"}, hides="{clinic}"),
        Call("/reorder-proposals", hides="{clinic}"),
    ],
    "accept_reorder_proposals": [
        Call(
            "/reorder-proposals/accept",
            body={"clinic_id": "{clinic}", "lines": [{"gtin": "{gtin}", "packages": 99_999}]},
        )
    ],
    "list_incidents": [
        Call("/incidents", query={"clinic_id": "{clinic}"}, hides="{clinic}"),
        Call("/incidents", hides="{clinic}"),
    ],
    "close_incident": [Call("/incidents/{incident}/close", body={"note": "The box was found."})],
    "reopen_incident": [Call("/incidents/{incident}/reopen")],
    "list_worklist": [
        Call("/worklist", query={"clinic_id": "{clinic}"}, hides="{clinic}"),
        Call("/worklist", hides="{clinic}"),
    ],
    "claim_item": [Call("/worklist/{item}/claim", of_patient=False)],
    "release_item": [Call("/worklist/{item}/release", of_patient=False)],
    "recall_lot": [
        Call("/recalls", body={"gtin": "{gtin}", "lot": "R", "reason": "as the maker says", "confirmed": True})
    ],
    "correct_lot": [Call("/lot-corrections", body=REDATED)],
    "try_lot_correction": [Call("/lot-corrections/try", body=REDATED)],
    "list_lot_corrections": [Call("/lot-corrections")],
    "read_lot_correction": [Call("/lot-corrections/{correction}")],
    "check_recall": [Call("/recall-checks", body={"codes": ["{label}"]})],
    "enter_recall_notice": [
        Call(
            "/recall-notices",
            body={"gtin": "{gtin}", "lots": ["N"], "reason": "as the maker says", "confirmed": ["N"]},
        )
    ],
    "list_recall_notices": [Call("/recall-notices")],
    "read_recall_notice": [Call("/recall-notices/{notice}")],
    "release_notice_letters": [Call("/recall-notices/{notice}/letters")],
    "close_recall_notice": [Call("/recall-notices/{notice}/close", body={"reason": "Nothing of it is left."})],
    "withdraw_recall_notice": [Call("/recall-notices/{notice}/withdraw", body={"reason": "It names another lot."})],
    "release_recall_letters": [Call("/recalls/{recall}/letters")],
    "list_recall_letters": [
        Call("/recall-letters", query={"clinic_id": "{clinic}"}, hides="{letter}"),
        Call("/recall-letters", hides="{letter}"),
    ],
    "note_patient_informed": [Call("/recall-letters/{letter}/informed", body={"how": "phone"})],
    "note_recall_answer": [Call("/recall-letters/{letter}/answered")],
    "confirm_put_aside": [Call("/recalls/{recall}/clinics/{clinic}/confirm", body={"counted": 0})],
    "note_supplier_informed": [Call("/recalls/{recall}/supplier-informed", body={"reference": "by e-mail, RMA 17"})],
    "note_effect_checked": [Call("/recalls/{recall}/effect-checked", body={"found": "all clinics answered"})],
    "read_reconciliation_as_csv": [Call("/recalls/{recall}/reconciliation/csv")],
    "read_reconciliation": [Call("/recalls/{recall}/reconciliation")],
    "close_recall": [Call("/recalls/{recall}/close", body={"reason": "Nothing of it is left anywhere."})],
    "reopen_recall": [Call("/recalls/{recall}/reopen")],
    "withdraw_recall": [Call("/recalls/{recall}/withdraw", body={"reason": "The notice names another lot."})],
    "list_recalls": [Call("/recalls")],
    "read_recall": [Call("/recalls/{recall}")],
}
