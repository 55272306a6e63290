"""The daily mail, kind by kind: which service opens it, who reads of it, and what is said in each language."""

ROWS: list[tuple[str, str, str, str, str]] = [
    ("booking", "appointment_not_closed", "desk", "Appointments to close", "Marcações por fechar"),
    ("booking", "appointment_not_valid", "desk", "Appointments with a problem", "Marcações com um problema"),
    ("booking", "call_patient", "desk", "Calls about an appointment", "Telefonemas sobre uma marcação"),
    (
        "booking",
        "consent_withdrawn",
        "director",
        "Withdrawn consents: what is kept",
        "Consentimentos retirados: o que se guarda",
    ),
    ("booking", "follow_up_to_place", "desk", "Follow-ups to place", "Seguimentos por marcar"),
    (
        "booking",
        "home_clinic_closes",
        "desk",
        "Patients whose home clinic closes",
        "Pacientes cuja clínica habitual fecha",
    ),
    ("booking", "import_with_errors", "desk", "Imports with errors", "Importações com erros"),
    (
        "booking",
        "merge_to_decide",
        "director",
        "Records to merge or keep apart",
        "Registos a unir ou a manter separados",
    ),
    ("booking", "nothing_booked", "desk", "Patients to book", "Pacientes por marcar"),
    ("booking", "offer_to_call", "desk", "Calls about a free time", "Telefonemas sobre uma hora livre"),
    ("booking", "plan_waiting", "director", "Protocols to sign", "Protocolos por assinar"),
    (
        "booking",
        "possible_duplicate",
        "desk",
        "Records that may be of one person",
        "Registos que podem ser da mesma pessoa",
    ),
    ("booking", "review_due", "desk", "Reviews to book", "Avaliações por marcar"),
    ("booking", "session_to_sign", "director", "Records to sign", "Registos por assinar"),
    ("booking", "waiting_too_long", "desk", "Somebody waits for too long", "Alguém espera há demasiado tempo"),
    ("booking", "wish_unmet", "desk", "Wishes that cannot be met", "Pedidos que não se podem cumprir"),
    ("inventory", "count_variance", "stock_manager", "Counts that differ", "Contagens com diferenças"),
    ("inventory", "incident_open", "stock_manager director", "Incidents", "Incidentes"),
    ("inventory", "order_late", "stock_manager", "Orders that are late", "Encomendas atrasadas"),
    ("inventory", "recall_stock", "stock_manager", "Recalled stock to return", "Material recolhido por devolver"),
    ("inventory", "recall_to_confirm", "stock_manager", "Recalls to confirm", "Recolhas a confirmar"),
    (
        "inventory",
        "stock_expiring",
        "stock_manager",
        "Stock that expires unused: send it where it is used",
        "Material que expira sem uso: envie-o para onde se usa",
    ),
    ("inventory", "stock_short", "stock_manager", "Stock that sessions lack", "Material que falta a sessões"),
    ("inventory", "transfer_difference", "stock_manager", "Transfers that differ", "Transferências com diferenças"),
    (
        "inventory",
        "transfer_overdue",
        "stock_manager",
        "Transfers that have not arrived",
        "Transferências que não chegaram",
    ),
    (
        "notifications",
        "address_bad",
        "desk",
        "Numbers or addresses that reach nobody",
        "Números ou endereços que não chegam a ninguém",
    ),
    ("notifications", "advice_to_correct", "desk", "Advice to put right", "Conselhos a corrigir"),
    ("notifications", "carrier_down", "desk", "Messages do not leave", "Há mensagens que não saem"),
    ("notifications", "digest_not_sent", "desk", "A daily mail that did not arrive", "Um e-mail diário que não chegou"),
    ("notifications", "director_to_call", "desk", "Calls to a director", "Telefonemas a um diretor clínico"),
    (
        "notifications",
        "escalation_not_acknowledged",
        "desk",
        "Nobody in line has answered",
        "Ninguém da linha respondeu",
    ),
    ("notifications", "link_locked", "desk", "Links that were locked", "Ligações bloqueadas"),
    (
        "notifications",
        "messages_held_back",
        "desk",
        "Messages that a limit of WhatsApp holds back",
        "Mensagens retidas por um limite do WhatsApp",
    ),
    (
        "notifications",
        "patient_to_call",
        "desk",
        "Calls about a message that did not arrive",
        "Telefonemas sobre mensagens que não chegaram",
    ),
    ("notifications", "text_to_read", "desk", "Texts to read", "Mensagens por ler"),
    ("notifications", "unanswered_thread", "desk", "Texts to answer", "Mensagens por responder"),
    ("screening", "clearance_ending", "desk", "Forms to ask for again", "Fichas a pedir de novo"),
    ("screening", "consent_missing", "desk", "Consents to have signed", "Consentimentos por assinar"),
    ("screening", "day_check_review", "director", "Decisions of today", "Decisões de hoje"),
    ("screening", "day_form_missing", "desk", "Forms of the day that are missing", "Fichas do dia em falta"),
    ("screening", "declaration_incomplete", "desk", "Forms to complete", "Fichas por completar"),
    ("screening", "declaration_missing", "desk", "Forms that are missing", "Fichas em falta"),
    ("screening", "declaration_too_old", "desk", "Forms that are too old", "Fichas demasiado antigas"),
    ("screening", "declaration_unsigned", "desk", "Forms to have signed", "Fichas por assinar"),
    ("screening", "override_to_confirm", "director", "Decisions to confirm", "Decisões a confirmar"),
    ("screening", "reaction_to_acknowledge", "director", "Reports to acknowledge", "Relatos a confirmar"),
    ("screening", "report_to_look_at", "desk", "Reports to look at", "Relatos por ver"),
    ("screening", "review_question", "director", "Questions of a director", "Perguntas de um diretor clínico"),
    ("screening", "review_waiting", "director", "Decisions that wait", "Decisões à espera"),
    ("screening", "ruling_questioned", "director", "Decisions to look at again", "Decisões a rever"),
    ("screening", "suspension_to_decide", "director", "Suspensions to decide", "Suspensões por decidir"),
]
"""Service, kind, roles, English, Portuguese."""
ADDRESSES: dict[str, dict[str, str]] = {
    "desk": {"en": "desk@example.org", "pt-PT": "balcao@example.org"},
    "director": {"en": "director@example.org", "pt-PT": "diretora@example.org"},
    "stock_manager": {"en": "stock@example.org", "pt-PT": "material@example.org"},
}
"""Of a role, by language."""


def lines(role: str, language: str) -> list[str]:
    """What a role is told of two items of each kind, one of them overdue."""
    counted = {"en": "2 (1 overdue)", "pt-PT": "2 (1 em atraso)"}[language]
    said = [
        english if language == "en" else portuguese
        for _, _, roles, english, portuguese in ROWS
        if role in roles.split()
    ]
    return sorted(f"- {words}: {counted}" for words in said)
