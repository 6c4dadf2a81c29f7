"""A session run from the coach's page in a real Chromium: started, led through its phases, stopped, resumed."""

import re
from dataclasses import replace

import pytest
from browser import LANDSCAPE
from dashboard_clinic import PROGRAMMES, TARGETS, enrolment, until
from test_dashboard_browser import Served, clinic, log_in

from station.model import (
    Advice,
    Extend,
    Felt,
    Focus,
    Halt,
    Metronome,
    Mood,
    Notice,
    NoticeKind,
    Pain,
    Pick,
    Proposal,
    Resume,
    Safety,
    SessionState,
    Skip,
    Speed,
    Stage,
    Start,
    Stop,
    Symptom,
    Verdict,
)

pytestmark = pytest.mark.browser
expect = pytest.importorskip("playwright.sync_api").expect
__all__ = ["clinic"]

SMALL = {"width": 1024, "height": 768}
EIGHT = PROGRAMMES["faded-eight"]
SESSION = SessionState(7, "Anna Berg", 5.0, EIGHT.plan(3))
REASON = "158 steps/min is low for 2.5 m/s, and cadence is what one camera measures best."
COACHED = Advice(
    Stage.COACHING, TARGETS, 1.0, mood=Mood.OUT_OF_BAND, level=3, left_s=161.0, focus=Focus.CADENCE,
    metronome=Metronome(171.4, 0.0), proposal=Proposal(Focus.CADENCE, REASON),
)  # fmt: skip
ASKED = replace(COACHED, pain_due=True)
EASED = replace(
    ASKED, safety=Safety(Verdict.EASE, "Pain 3: one above 2. No cues now. Make the belt 10 to 20 % slower.")
)
HALTED = replace(
    COACHED, stage=Stage.HALTED, left_s=None, level=0, metronome=None, mood=Mood.DARK,
    safety=Safety(Verdict.STOP, "Pain 5, with 2 let pass: stop the run."), silence="The session is stopped.",
)  # fmt: skip
STATES = {"coached": COACHED, "proposed": replace(COACHED, focus=None), "eased": EASED, "halted": HALTED}
NOTICES = (
    Notice(40.0, NoticeKind.PHASE, "Feedback on"),
    Notice(90.0, NoticeKind.TOO_HARD, "Most steps were cued: the band is a quarter wider now."),
)


def coached(clinic: Served, advice: Advice = COACHED, **changes):
    return clinic.running(advice=advice, session=SESSION, notices=NOTICES, **changes)


def opened(page, clinic: Served):
    log_in(page, clinic)
    return page


def press(page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def test_choose_the_runner_tap_start_and_the_next_session_begins(clinic, tablet):
    clinic.shelf.enrolled.append(enrolment(4, 1, EIGHT, done=2))
    page = opened(tablet(), clinic)
    with clinic.running(session=None):
        press(page, "New session")
        page.get_by_label("Runner", exact=True).select_option("Anna Berg")
        expect(page.get_by_label(re.compile("session 3 of 8, due today"))).to_be_checked()
        press(page, "Start")
        until(lambda: clinic.loop.posted == [Start(1, EIGHT.plan(3), 4)], "the third session was started")
        expect(page.locator("#start-dialog")).to_be_hidden()
    assert page.complaints == []


def test_the_runners_page_leads_straight_to_the_dialog_and_a_programme_is_begun(clinic, tablet):
    page = opened(tablet(), clinic)
    with clinic.running(session=None):
        page.goto(f"{clinic.address}/?runner=2")
        expect(page.get_by_label("Runner", exact=True)).to_have_value("2")
        page.get_by_text("Begin a programme").click()
        page.get_by_label("Programme", exact=True).select_option(EIGHT.title)
        page.get_by_label("Train", exact=True).select_option("Wider steps")
        page.get_by_label("Where it may hurt").select_option("Tendon: runs up to pain 5")
        page.get_by_label("4", exact=True).check()
        press(page, "Start")
        until(lambda: len(clinic.loop.posted) == 1, "it was started")
    (start,) = clinic.loop.posted
    assert (start.runner_id, start.plan.focus, start.plan.pain_before) == (2, Focus.STEP_WIDTH, 4)
    assert clinic.shelf.enrolled[0].programme == EIGHT.name


def test_too_much_pain_is_refused_in_the_dialog(clinic, tablet):
    page = opened(tablet(), clinic)
    with clinic.running(session=None):
        press(page, "New session")
        expect(page.get_by_label(re.compile("Free run"))).to_be_checked()
        page.get_by_label("4", exact=True).check()
        press(page, "Start")
        expect(page.locator("#start .refused")).to_contain_text("Pain 4 is above 2: no run today.")
        press(page, "Cancel")
        press(page, "New session")  # nothing is left ticked for the next runner
        expect(page.get_by_label("Not asked")).to_be_checked()
        expect(page.locator("#start .refused")).to_be_hidden()
    assert clinic.loop.posted == []


def test_the_page_says_where_the_session_stands(clinic, tablet):
    page = opened(tablet(), clinic)
    with coached(clinic):
        expect(page.locator("#stage")).to_have_text("Feedback on")
        expect(page.locator("#left-time")).to_have_text("2:41 left")
        expect(page.locator("#plan")).to_have_text(f"session 3 of 8, {EIGHT.title}")
        expect(page.locator("#phases [aria-current]")).to_have_text("▶ Training 21 min")
        places = ["over", "over", "now", "next", "next"]
        assert [phase.get_attribute("class") for phase in page.locator("#phases li").all()] == places
        expect(page.locator(".trained")).to_contain_text("Trained now: Quicker steps, metronome 171.4")
        expect(page.locator("#train-why")).to_have_text(REASON)
        expect(page.locator("#level")).to_contain_text("3 of 5")
        expect(page.locator("#level rect.lit")).to_have_count(3)
        expect(page.locator("#notices li").first).to_contain_text("ago: Most steps were cued")
        expect(page.locator("#accept")).to_be_hidden()
    assert page.complaints == []


def test_a_proposal_is_taken_with_a_tap_and_another_focus_with_two(clinic, tablet):
    page = opened(tablet(), clinic)
    with coached(clinic, replace(COACHED, focus=None, metronome=None)):
        expect(page.locator(".trained")).to_contain_text("The station proposes: Quicker steps")
        press(page, "Train this")
        until(lambda: clinic.loop.posted == [Pick(Focus.CADENCE)], "the proposal was taken")
        press(page, "Train…")
        expect(page.get_by_role("button", name="Trunk lean")).to_be_hidden()  # nobody switched it on
        press(page, "Level pelvis")
        until(lambda: clinic.loop.posted[1:] == [Pick(Focus.PELVIC_DROP)], "another was picked")
        expect(page.locator("#train-dialog")).to_be_hidden()


def test_phases_are_skipped_and_made_longer_and_the_belts_speed_is_told(clinic, tablet):
    page = opened(tablet(), clinic)
    posted = clinic.loop.posted
    with coached(clinic):
        press(page, "One minute more")
        until(lambda: posted == [Extend(60.0)], "the phase was made longer")
        press(page, "Skip to the next phase")
        until(lambda: posted[1:] == [Skip()], "the phase was skipped")
        press(page, "Belt speed")
        page.get_by_label("New speed").fill("9")
        press(page, "It changes now")
        until(lambda: posted[2:] == [Speed(2.5)], "the speed was told")
        press(page, "End session")
        until(lambda: posted[3:] == [Stop()], "the session was ended")
    with clinic.running(session=None):
        expect(page.get_by_role("link", name="Pain after, report")).to_have_attribute("href", "/sessions/7")


def test_pain_is_asked_for_answered_and_put_off(clinic, tablet):
    page = opened(tablet(), clinic)
    ask, left = page.locator("#ask"), page.locator("#left-time")
    with coached(clinic):
        expect(left).to_have_text("2:41 left")
        expect(ask).to_be_hidden()
        press(page, "Pain")  # the coach may tell it at any time
        ask.get_by_role("button", name="0", exact=True).click()
        until(lambda: clinic.loop.posted == [Pain(0)], "no pain was told")
        expect(ask).to_be_hidden()
    with coached(clinic, replace(COACHED, left_s=110.0)):  # the page has heard that nothing is asked any more
        expect(left).to_have_text("1:50 left")
    with coached(clinic, ASKED):
        expect(ask).to_be_visible()
        expect(ask).to_contain_text("Ask the runner: pain 0 to 10")
        assert len(ask.get_by_role("button", name=re.compile(r"^\d+$")).all()) == 11
        ask.get_by_role("button", name="10", exact=True).click()
        until(lambda: clinic.loop.posted[1:] == [Pain(10)], "the answer was told")
        expect(ask).to_be_hidden()  # though the loop asks on until it has heard
    with coached(clinic, replace(COACHED, left_s=100.0)):
        expect(left).to_have_text("1:40 left")
    with coached(clinic, ASKED):
        expect(ask).to_be_visible()
        press(page, "Not now")
        expect(ask).to_be_hidden()
    assert len(clinic.loop.posted) == 2


def test_a_symptom_is_told_from_a_list(clinic, tablet):
    page = opened(tablet(), clinic)
    with coached(clinic, ASKED):
        press(page, "Something else is wrong")
        press(page, "Chest pain")
        until(lambda: clinic.loop.posted == [Felt(Symptom.CHEST_PAIN)], "the symptom was told")


def test_stop_works_whatever_is_open_and_going_on_needs_a_second_tap(clinic, tablet):
    page = opened(tablet(), clinic)
    posted = clinic.loop.posted
    with coached(clinic, ASKED):
        for name in ("Train…", "Belt speed", "All numbers"):
            press(page, name)
            press(page, "STOP")
            expect(page.locator("dialog[open]")).to_have_count(0)
        until(lambda: posted == [Halt()] * 3, "each STOP was posted")
        expect(page.locator("#ask")).to_be_visible()
        press(page, "STOP")
        until(lambda: posted == [Halt()] * 4, "the prompt is not in its way")
    with coached(clinic, HALTED):
        expect(page.locator("#safety")).to_have_text("Pain 5, with 2 let pass: stop the run.")
        expect(page.get_by_role("button", name="Skip to the next phase")).to_be_hidden()
        press(page, "Resume")
        assert posted == [Halt()] * 4
        expect(page.locator("#resume-dialog")).to_contain_text("Pain 5, with 2 let pass: stop the run.")
        press(page, "I have looked after the runner: go on")
        until(lambda: posted[4:] == [Resume()], "the session was resumed")
    assert page.complaints == []


def test_without_a_session_there_is_no_stop_and_no_course(clinic, tablet):
    page = opened(tablet(), clinic)
    with clinic.running(session=None, advice=ASKED):
        expect(page.get_by_role("button", name="New session")).to_be_visible()
        for what in ("#halt", "#course", "#ask", "#safety"):
            expect(page.locator(what)).to_be_hidden()


FITS = """() => {
  const [wide, high, wrong] = [innerWidth, innerHeight, []];
  const box = (e) => e.getBoundingClientRect();
  const seen = (e) => e.checkVisibility() && box(e).width > 0;
  if (document.scrollingElement.scrollHeight > high) wrong.push("the page scrolls");
  const cards = [...document.querySelectorAll(".live > .card:not(#ask)")].filter(seen);
  for (const card of cards) {
    const a = box(card);
    for (const other of cards) {
      const b = box(other);
      const beside = a.left > b.right - 1 || b.left > a.right - 1;
      const above = a.top > b.bottom - 1 || b.top > a.bottom - 1;
      if (other !== card && !beside && !above)
        wrong.push(`${card.className} lies over ${other.className}`);
    }
    for (const part of [...card.querySelectorAll("p, button, li, h2, figure")].filter(seen)) {
      const b = box(part);
      if (b.bottom > a.bottom + 1 || b.right > a.right + 1 || b.top < a.top - 1 || b.left < a.left - 1)
        wrong.push(`outside its card: ${part.textContent.trim()}`);
    }
  }
  const controls = "button, select, input:not([type=hidden]), a.button";
  for (const part of [...document.querySelectorAll(controls)].filter((e) => seen(e) && !e.closest("[inert]"))) {
    const a = box(part);
    const hit = document.elementFromPoint(a.left + a.width / 2, a.top + a.height / 2);
    if (a.bottom > high || a.right > wide) wrong.push(`off the screen: ${part.textContent.trim()}`);
    if (!part.contains(hit) && !hit?.contains(part) && !part.closest("label")?.contains(hit))
      wrong.push(`covered: ${part.textContent.trim() || part.name}`);
    if (Math.min(a.width, a.height) < 48 && part.type !== "radio" && part.type !== "checkbox")
      wrong.push(`too small to tap: ${part.textContent.trim()}`);
  }
  return wrong;
}"""


@pytest.mark.parametrize("size", [LANDSCAPE, SMALL], ids=["1280x800", "1024x768"])
@pytest.mark.parametrize("advice", STATES.values(), ids=STATES)
def test_nothing_overlaps_or_is_cut_while_a_session_runs(clinic, tablet, size, advice):
    page = opened(tablet(size), clinic)
    with coached(clinic, advice, warnings=("The disk is nearly full: 1.2 GB are left.",)):
        expect(page.locator("#name")).to_have_text("Anna Berg")
        assert page.evaluate(FITS) == []
        for name in ("Train…", "Belt speed", "All numbers"):
            press(page, name)
            assert page.evaluate(FITS) == []
            page.keyboard.press("Escape")


@pytest.mark.parametrize("size", [LANDSCAPE, SMALL], ids=["1280x800", "1024x768"])
def test_nothing_of_the_start_dialog_is_cut(clinic, tablet, size):
    clinic.shelf.enrolled.append(enrolment(4, 1, EIGHT, done=2, focus=Focus.CADENCE))
    page = opened(tablet(size), clinic)
    with clinic.running(session=None):
        press(page, "New session")
        page.get_by_label("Runner", exact=True).select_option("Anna Berg")
        page.get_by_text("Begin a programme").click()
        expect(page.get_by_label("Programme", exact=True)).to_be_visible()
        assert page.evaluate(FITS) == []
