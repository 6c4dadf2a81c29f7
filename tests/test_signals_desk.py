"""The lighting desk in virtual time: what is on, and never too many flashes."""

import itertools
from random import Random

from beats import cue
from hypothesis import given, settings
from hypothesis import strategies as st
from test_signals_patterns import ALL

from station.model import DARK, CueKind, Levels, Mood, Side
from station.signals.desk import Desk
from station.signals.limits import brightens
from station.signals.patterns import CUE_S, STEADY, STEADY_HOLD_S, WINK_EVERY_S, WINK_S

UP, KNEE = cue(CueKind.CADENCE_UP), cue(CueKind.KNEE_OUT, Side.LEFT)
DEAD_MAN_S = 1.0


def fresh(mood: Mood = Mood.MEASURING, now_s: float = 0.0) -> Desk:
    desk = Desk(DEAD_MAN_S)
    desk.refresh(mood, now_s)
    return desk


def test_nothing_is_lit_before_the_first_pose():
    desk = Desk(DEAD_MAN_S)
    desk.play(UP)
    assert desk.at(5.0).levels == DARK


def test_a_cue_begins_at_once_and_is_told_once():
    desk = fresh()
    desk.play(UP)
    assert desk.at(0.0).begun is UP
    assert desk.at(0.1).begun is None
    assert desk.at(0.1).levels == Levels(True, True, STEADY[Mood.MEASURING], 880.0)


def test_a_second_cue_waits_for_the_first_and_the_newest_that_waits_wins():
    desk = Desk(10.0)
    desk.refresh(Mood.MEASURING, 0.0)
    desk.play(UP)
    desk.at(0.0)
    desk.play(UP)
    desk.play(KNEE)
    assert desk.at(CUE_S - 0.01).begun is None
    assert desk.at(CUE_S).begun is KNEE


def test_all_goes_dark_when_nobody_refreshes_and_the_cue_does_not_come_back():
    desk = fresh(Mood.IN_BAND)
    desk.play(UP)
    assert desk.at(0.5).until_s is not None
    assert desk.at(DEAD_MAN_S).levels == DARK
    desk.refresh(Mood.DARK, 1.3)
    assert desk.at(1.3).levels == DARK


def test_the_desk_says_when_to_look_again_for_the_dead_man():
    assert fresh().at(0.2).until_s == DEAD_MAN_S


def test_muting_darkens_everything_and_a_muted_cue_is_never_begun():
    desk = fresh(Mood.IN_BAND)
    desk.play(UP)
    desk.mute(True)
    assert desk.at(0.1).begun is None
    assert desk.at(0.1).levels == DARK
    desk.mute(False)
    assert desk.at(0.2).begun is None
    assert desk.at(0.2).levels.steady_rgb == STEADY[Mood.IN_BAND]


def test_a_cancelled_cue_ends_at_once_and_the_steady_lamp_stays():
    desk = fresh(Mood.IN_BAND)
    desk.play(UP)
    assert desk.at(0.1).levels.left_lamp
    desk.play(KNEE)
    desk.cancel()
    assert desk.at(0.2).levels == Levels(steady_rgb=STEADY[Mood.IN_BAND])
    assert desk.at(CUE_S - DEAD_MAN_S).begun is None


def test_a_cue_after_a_cancelled_one_keeps_its_distance_and_the_desk_says_when():
    desk = Desk(10.0)
    desk.refresh(Mood.MEASURING, 0.0)
    desk.play(UP)
    desk.at(0.0)
    desk.cancel()
    desk.play(KNEE)
    assert desk.at(0.5).begun is None
    assert desk.at(0.5).until_s == CUE_S
    assert desk.at(CUE_S).begun is KNEE


def test_the_steady_lamp_keeps_its_colour_a_while_but_goes_dark_at_once():
    desk = fresh(Mood.IN_BAND)
    desk.at(0.0)
    desk.refresh(Mood.MEASURING, 0.5)
    assert desk.at(0.5).levels.steady_rgb == STEADY[Mood.IN_BAND]
    assert desk.at(0.5).until_s == STEADY_HOLD_S
    assert desk.at(STEADY_HOLD_S).levels.steady_rgb == STEADY[Mood.MEASURING]
    desk.refresh(Mood.DARK, 1.2)
    assert desk.at(1.2).levels == DARK


def test_out_of_band_winks():
    desk = Desk(100.0)
    desk.refresh(Mood.OUT_OF_BAND, 7.0)
    assert any(desk.at(7.0).levels.steady_rgb)
    dark_s = desk.at(8.0).until_s
    assert dark_s == 7.0 + WINK_EVERY_S - WINK_S
    assert not any(desk.at(dark_s).levels.steady_rgb)
    assert desk.at(dark_s).until_s == 7.0 + WINK_EVERY_S
    assert any(desk.at(7.0 + WINK_EVERY_S).levels.steady_rgb)


asks = st.one_of(
    st.tuples(st.just("play"), st.sampled_from(ALL)),
    st.tuples(st.just("refresh"), st.sampled_from(Mood)),
    st.tuples(st.just("refresh"), st.sampled_from([Mood.IN_BAND, Mood.OUT_OF_BAND])),
    st.tuples(st.just("mute"), st.sampled_from([False, False, True])),
    st.tuples(st.just("cancel"), st.none()),
)
stories = st.lists(st.tuples(st.floats(0.0, 0.25) | st.floats(0.0, 1.5), asks), min_size=10, max_size=80)


def ask(desk: Desk, name: str, value: object, now_s: float) -> None:
    given = {"refresh": (value, now_s), "cancel": ()}
    getattr(desk, name)(*given.get(name, (value,)))


def played(story: list, start_s: float) -> list[tuple[float, Levels]]:
    """Run a desk through a story as the player would: at every ask and at every change it announces."""
    desk, now_s, shown = Desk(DEAD_MAN_S), start_s, []
    for wait_s, (name, value) in story:
        now = desk.at(now_s)
        while now.until_s is not None and now.until_s < now_s + wait_s:
            shown.append((now.until_s, (now := desk.at(now.until_s)).levels))
        now_s += wait_s
        ask(desk, name, value, now_s)
        shown.append((now_s, desk.at(now_s).levels))
    return shown


def assert_few_flashes(shown: list[tuple[float, Levels]]) -> None:
    changes = itertools.pairwise([(0.0, DARK), *shown])
    rises = [t for (_, before), (t, after) in changes if brightens(before, after)]
    assert all(fourth - first > 1.0 for first, fourth in zip(rises, rises[3:], strict=False))


@settings(max_examples=200, deadline=None)
@given(story=stories, start_s=st.floats(0.0, 1e6))
def test_whatever_is_asked_there_are_at_most_three_flashes_in_any_second(story, start_s):
    assert_few_flashes(played(story, start_s))


def test_an_hour_of_an_impatient_coach_and_a_flickering_mood_never_flashes_too_often():
    random = Random(7)
    asks = [("play", one) for one in ALL] + [("refresh", mood) for mood in Mood] * 4 + [("mute", False), ("mute", True)]
    shown = played([(random.expovariate(8.0), random.choice(asks)) for _ in range(3600 * 8)], 0.0)
    assert sum(levels.left_lamp for _, levels in shown) > 1000
    assert_few_flashes(shown)


@settings(deadline=None)
@given(story=stories)
def test_the_desk_never_announces_a_change_that_is_past(story):
    desk, now_s = Desk(DEAD_MAN_S), 0.0
    for wait_s, (name, value) in story:
        now_s += wait_s
        ask(desk, name, value, now_s)
        until_s = desk.at(now_s).until_s
        assert until_s is None or until_s > now_s
