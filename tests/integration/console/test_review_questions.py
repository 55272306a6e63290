"""A director asks back on the page of a decision; the practitioner answers on the same page."""

from typing import Any
from uuid import uuid4

from chassis.access.actors import Role
from tests.integration.console.browser import BY_ROLE, HOSTILE
from tests.integration.console.conftest import Console
from tests.integration.console.directors import DIRECTOR, Decision, shown, waits
from tests.support.running import WORK_DAY

PRACTITIONER = BY_ROLE[Role.PRACTITIONER]
QUESTION = "How long ago did the scar appear?"


def question(words: str = QUESTION, **changes: Any) -> dict[str, Any]:
    """As screening shows it."""
    said: dict[str, Any] = {
        "id": str(uuid4()),
        "question": words,
        "asked_by": "dr.costa",
        "asked_at": WORK_DAY.isoformat(),
        "status": "asked",
        "answers": [],
        "settled_at": None,
    }
    return {**said, **changes}


def an_answer(words: str = "In March.") -> dict[str, Any]:
    return {"text": words, "by": words, "at": WORK_DAY.isoformat()}


async def test_a_director_asks_and_may_withdraw(console: Console) -> None:
    decision = Decision(console)
    browser, page = await shown(console, decision.page)

    done = await browser.sends(page, f"{decision.page}/questions", question=f" {QUESTION} ")

    assert done.headers["Location"] == f"{decision.page}#questions"
    assert decision.sent("questions") == [{"question": QUESTION}]
    waiting = question()
    decision.belongs(questions=[waiting])
    page = await browser.client.get(decision.page)
    assert "Waits for an answer." in page.text
    assert f'action="{decision.page}/questions"' not in page.text, "one question at a time"
    await browser.sends(page, f"{decision.page}/questions/{waiting['id']}/withdraw")
    assert len(console.neighbours.posted(f"/screening/v1/review-questions/{waiting['id']}/withdraw")) == 1


async def test_a_practitioner_answers_and_puts_it_right(console: Console) -> None:
    decision, waiting = Decision(console), question()
    decision.belongs(questions=[waiting])
    browser, page = await shown(console, decision.page, PRACTITIONER)
    assert f'action="{decision.page}/questions"' not in page.text, "a director asks"
    at = f"{decision.page}/questions/{waiting['id']}/answer"

    await browser.sends(page, at, answer="In March.")

    sent = console.neighbours.posted(f"/screening/v1/review-questions/{waiting['id']}/answer")
    assert [body for _, body in sent] == [{"answer": "In March."}]
    decision.belongs(questions=[{**waiting, "status": "answered", "answers": [an_answer(), an_answer("In May.")]}])
    page = await browser.client.get(decision.page)
    assert page.text.count("put right below") == 1
    assert "Put the answer right" in page.text


async def test_what_screening_refuses_is_said_beside_the_questions(console: Console) -> None:
    decision = Decision(console)
    browser, page = await shown(console, decision.page)
    sentence = "Decision X has taken the place of this one: look at that."
    console.neighbours.refuses(f"POST {decision.api}/questions", "superseded", sentence)

    answer = await browser.sends(page, f"{decision.page}/questions", question=QUESTION)

    assert answer.status_code == 409
    assert f'role="alert">{sentence}' in answer.text


async def test_nobody_is_asked_about_what_is_decided(console: Console) -> None:
    decision = Decision(console, outcome="declined", awaits_ruling=False)
    ended = question(status="ended", settled_at=WORK_DAY.isoformat())
    decision.belongs(questions=[ended])

    for person in (DIRECTOR, PRACTITIONER):
        _, page = await shown(console, decision.page, person)
        assert "It was decided without an answer." in page.text
        assert f"{decision.page}/questions" not in page.text


async def test_what_waits_for_a_director_says_how_far_the_question_is(console: Console) -> None:
    asked = waits(console, screening_id=uuid4(), question_id=uuid4())
    answered = waits(console, screening_id=uuid4(), answered_id=uuid4())
    for each in (asked, answered):
        await console.running.react(each)

    _, page = await shown(console, f"/c/{console.clinic}/director?here=1")

    assert "Asked back: an answer is awaited" in page.text
    assert "The question is answered" in page.text


async def test_hostile_questions_break_out_nowhere(console: Console) -> None:
    decision = Decision(console)
    decision.belongs(questions=[question(HOSTILE, asked_by=HOSTILE, answers=[an_answer(HOSTILE)])])

    for person in (DIRECTOR, PRACTITIONER):
        _, page = await shown(console, decision.page, person)
        assert page.status_code == 200
        assert "<img" not in page.text
        assert "&lt;img src=x" in page.text
