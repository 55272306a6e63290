"""What a machine does with what people really answer: nothing is stopped or confirmed that was not meant."""

from datetime import date

import pytest

from services.notifications.domain.opt_outs import OptOutPolicy
from services.notifications.domain.readings import Act, Read, reading_of
from tests.unit.notifications.shipped import REPLIES, SHIPPED

ANSWERS = [
    ("Out of office: I am away until 3 December. For urgent matters call my colleague.", Act.PERSON),
    ("Automatic reply: I am out of the office and will stop by my mail rarely. Yes.", Act.PERSON),
    ("Resposta automática: estou ausente até dia 3. Para cancelar, responda STOP.", Act.PERSON),
    ("Delivery Status Notification (Failure)\nYour message wasn't delivered to ana@example.org", Act.PERSON),
    ("I am driving right now. Reply STOP to end these messages.", Act.PERSON),
    ("Reply STOP to end these messages", Act.PERSON),
    ("Stop texting me, I will not reply STOP to anybody", Act.STOP),
    ("Liked “Your session: Tuesday 3 November”", Act.PERSON),
    ("Gostou de “Reply STOP to end”", Act.PERSON),
    ("the bleeding won't stop", Act.PERSON),
    ("STOP IT HURTS", Act.PERSON),
    ("ok stop by at 5?", Act.PERSON),
    ("yes—but later", Act.PERSON),
    ("“STOP”", Act.STOP),
    ("S T O P", Act.STOP),
    ("STOP\n\nSent from Outlook for iOS", Act.STOP),
    ("Yes\nSent from my iPhone", Act.YES),
    ("s\u00adto\u200bp", Act.STOP),
    ("\u202ay\u2060es\u202c", Act.YES),
    ("ＳＴＯＰ", Act.STOP),
    ("\ufeffPARAR", Act.STOP),
    ("СТОП", Act.PERSON),
    ("停止", Act.PERSON),
    ("CANCEL ALL", Act.PERSON),
    ("Yes please cancel", Act.PERSON),
    ("stop yes", Act.PERSON),
    ("UNSTOP", Act.START),
    ("STOP ALL MESSAGES BUT APPOINTMENTS", Act.PERSON),
    ("Please stop sending me messages except reminders", Act.PERSON),
    ("No more emails unless it is urgent", Act.PERSON),
    ("Não quero mais mensagens, mas mantenham os lembretes", Act.PERSON),
    ("Parem de enviar mensagens exceto sobre a consulta", Act.PERSON),
    ("No quiero más mensajes salvo las citas", Act.PERSON),
    ("Keine Nachrichten mehr außer Terminen", Act.PERSON),
    ("No more messages. But thank you", Act.STOP),
    ("Stop sending me messages but thanks", Act.STOP),
    ("Opt out all", Act.STOP_ALL),
    ("ЅТОР", Act.PERSON),
    ("ΣΤΟΠ", Act.PERSON),
    ("توقف", Act.PERSON),
    ("退订", Act.PERSON),
    ("𝗦𝗧𝗢𝗣", Act.STOP),
    ("ⓈⓉⓄⓅ", Act.STOP),
    ("Não me enviem mais tarde", Act.PERSON),
    ("Yes. Ana", Act.YES),
    ("START. Ana", Act.START),
    ("C.", Act.YES),
    ("ok 👍", Act.PERSON),
    ("Sim, mas mais tarde", Act.PERSON),
    ("stop sending me reminders at night", Act.PERSON),
    ("No puedo", Act.PERSON),
    ("Yes", Act.YES),
    ("sim obrigada", Act.YES),
    ("Sim, Ana", Act.YES),
    ("Sim\nAna", Act.YES),
    ("YES 👍", Act.YES),
    ("Confirmo, obrigada", Act.YES),
    ("Confirm. Ana", Act.YES),
    ("Sim sim", Act.YES),
    ("Yes\n\nOn Tue, 3 Nov 2026 Chiado wrote:\n> reply STOP to end messages", Act.YES),
    ("Yes, Ana Reis", Act.PERSON),
    ("Sim, Ana não pode", Act.PERSON),
    ("Yes, later", Act.PERSON),
    ("Yes. But at 5", Act.PERSON),
    ("Yes I can't", Act.PERSON),
    ("sim não posso", Act.PERSON),
    ("sim?", Act.PERSON),
    ("Yes 👎", Act.PERSON),
    ("Sim ❌", Act.PERSON),
    ("👍", Act.PERSON),
    ("Yes, see you tomorrow", Act.PERSON),
    ("Yes for Tuesday, no for Thursday", Act.PERSON),
    ("Yes no", Act.PERSON),
    ("Não, sim", Act.PERSON),
    ("C1 C2", Act.PERSON),
    ("C1, and stop", Act.PERSON),
    ("Ana said yes", Act.PERSON),
    ("Não", Act.NO),
    ("No, thank you", Act.NO),
    ("Não. Ana", Act.NO),
    ("Não\nobrigada", Act.NO),
    ("Não posso", Act.PERSON),
    ("I can't come", Act.PERSON),
    ("No problem, see you", Act.PERSON),
    ("não há problema", Act.PERSON),
    ("STOP. Ana", Act.STOP),
    ("Stop 👍", Act.STOP),
    ("yes please stop", Act.STOP),
    ("não me enviem mais", Act.STOP),
    ("Por favor não me enviem mais mensagens", Act.STOP),
    ("Não me enviem mais nada", Act.STOP_ALL),
    ("No me envíen más mensajes", Act.STOP),
    ("Do not text me, call me", Act.STOP),
    ("Don't send me any more messages", Act.STOP_ALL),
    ("Stop sending me messages. I am at work at night.", Act.STOP),
    ("I told you before 9 to stop sending me messages", Act.STOP),
    ("STOP. Yes", Act.STOP),
    ("Yes. STOP", Act.PERSON),
    ("Sim\nParar", Act.PERSON),
    ("STOP. START", Act.PERSON),
    ("Stop. Actually no, start", Act.PERSON),
    ("please don't stop", Act.PERSON),
    ("Não parem", Act.PERSON),
    ("Não me enviem mensagens à noite", Act.PERSON),
    ("não quero mais mensagens de madrugada", Act.PERSON),
    ("deixem de enviar tão cedo", Act.PERSON),
    ("parem de me enviar SMS, mandem email", Act.PERSON),
    ("Parem de enviar em inglês", Act.PERSON),
    ("no me envíen más tarde", Act.PERSON),
    ("Please don't text me before 9", Act.PERSON),
    ("Don't send me messages on Sundays", Act.PERSON),
    ("stop sending me SMS, email me instead", Act.PERSON),
    ("no more messages before 8", Act.PERSON),
    ("stop sending me so many messages", Act.PERSON),
    ("can you stop sending messages in English", Act.PERSON),
    ("Remove me from Tuesday", Act.PERSON),
    ("take me off the waiting list", Act.PERSON),
    ("Don't send me the wrong time again", Act.PERSON),
    ("Don't send me the invoice by post", Act.PERSON),
    ("Não me enviem mais a fatura", Act.PERSON),
    ("Fwd: STOP", Act.PERSON),
    ("Encaminhada:\nPARAR", Act.PERSON),
    ("---------- Forwarded message ---------\nFrom: Chiado\nSTOP", Act.PERSON),
    ('"Reply STOP to end messages": what is this', Act.PERSON),
    ("INICIAR. Ana", Act.START),
    ("START?", Act.PERSON),
    ("When does it start?", Act.PERSON),
    ("Start. Why did you stop?", Act.PERSON),
]
"""Written back by Ana, where nothing was asked before and only she is reached there."""


def read(text: str, *names: str) -> Read:
    languages = list(SHIPPED.languages.values())
    return reading_of(text, REPLIES, languages, names=names, day=date(2026, 11, 28), policy=OptOutPolicy())


@pytest.mark.parametrize(("text", "act"), ANSWERS)
def test_each_answer_has_its_act(text: str, act: Act) -> None:
    assert read(text, "Ana").act is act


@pytest.mark.parametrize("text", ["Yes. Ana", "START. Ana", "Confirmo, Ana"])
def test_a_name_of_nobody_who_is_reached_there_is_for_a_person(text: str) -> None:
    assert read(text, "Rui").act is Act.PERSON


def test_a_word_that_may_mean_an_appointment_is_not_uncovered_by_a_name() -> None:
    assert read("Cancel. Ana", "Ana").act is Act.PERSON
    assert read("Sair, Ana", "Ana").act is Act.PERSON


@pytest.mark.parametrize("text", ["STOP. Yes", "Stop - sim", "PARAR\nSim"])
def test_a_stop_beside_another_answer_is_read_by_a_person_as_well(text: str) -> None:
    seen = read(text, "Ana")
    assert (seen.act, seen.says_more) == (Act.STOP, True)


def test_a_limit_in_one_sentence_takes_nothing_from_another() -> None:
    assert read("Stop sending me messages at night. Stop sending me messages.").act is Act.STOP


def test_in_a_long_sentence_no_limit_is_looked_for_and_a_person_reads_it_too() -> None:
    seen = read("stop sending me messages " + "because I have had enough of them " * 10 + "at night")
    assert seen.act is Act.STOP
    assert seen.says_more
