"""The lighting desk in virtual time: what is on when, what waits, and never too many flashes."""

import itertools
from random import Random

import pytest
from beats import cue
from hypothesis import given, settings
from hypothesis import strategies as st
from test_signals_patterns import ALL

from station.model import BAR, DARK, TOP_LEVEL, CueKind, Levels, Mood, Side, Ticks
from station.signals.desk import Desk
from station.signals.limits import brightens
from station.signals.metronome import TICK
from station.signals.patterns import CHIME, CUE_S, STEADY, STEADY_HOLD_S, WINK_EVERY_S, WINK_S
from station.signals.turns import AHEAD_S

UP, KNEE = cue(CueKind.CADENCE_UP), cue(CueKind.KNEE_OUT, Side.LEFT)
DEAD_MAN_S = 1.0


def fresh(mood: Mood = Mood.MEASURING, now_s: float = 0.0) -> Desk:
    desk = Desk(DEAD_MAN_S)
    desk.refresh(mood, 0, now_s)
    return desk


def test_nothing_is_lit_before_the_first_pose():
    desk = Desk(DEAD_MAN_S)
    desk.play(UP, 5.0)
    assert desk.at(5.0).levels == DARK


def test_a_cue_begins_at_once_and_is_told_once():
    desk = fresh()
    desk.play(UP, 0.0)
    assert desk.at(0.0).begun is UP
    assert desk.at(0.1).begun is None
    assert desk.at(0.05).levels == Levels(True, True, STEADY[Mood.MEASURING], 440.0)


def test_a_second_cue_waits_for_the_first_and_the_newest_that_waits_wins():
    desk = Desk(10.0)
    desk.refresh(Mood.MEASURING, 0, 0.0)
    desk.play(UP, 0.0)
    desk.at(0.0)
    desk.play(UP, 0.0)
    desk.play(KNEE, 0.0)
    assert desk.at(CUE_S - 0.01).begun is None
    assert desk.at(CUE_S).begun is KNEE


def test_all_goes_dark_when_nobody_refreshes_and_the_cue_does_not_come_back():
    desk = fresh(Mood.IN_BAND)
    desk.play(UP, 0.0)
    assert desk.at(0.5).until_s is not None
    assert desk.at(DEAD_MAN_S).levels == DARK
    desk.refresh(Mood.DARK, 0, 1.3)
    assert desk.at(1.3).levels == DARK


def test_the_desk_says_when_to_look_again_for_the_dead_man():
    assert fresh().at(0.2).until_s == DEAD_MAN_S


def test_muting_darkens_everything_and_a_muted_cue_is_never_begun():
    desk = fresh(Mood.IN_BAND)
    desk.play(UP, 0.0)
    desk.mute(True)
    assert desk.at(0.1).begun is None
    assert desk.at(0.1).levels == DARK
    desk.mute(False)
    assert desk.at(0.2).begun is None
    assert desk.at(0.2).levels.steady_rgb == STEADY[Mood.IN_BAND]


def test_a_cancelled_cue_ends_at_once_and_the_steady_lamp_stays():
    desk = fresh(Mood.IN_BAND)
    desk.play(UP, 0.0)
    assert desk.at(0.1).levels.left_lamp
    desk.play(KNEE, 0.1)
    desk.cancel()
    assert desk.at(0.2).levels == Levels(steady_rgb=STEADY[Mood.IN_BAND])
    assert desk.at(CUE_S - DEAD_MAN_S).begun is None


def test_a_cue_after_a_cancelled_one_keeps_its_distance_and_the_desk_says_when():
    desk = Desk(10.0)
    desk.refresh(Mood.MEASURING, 0, 0.0)
    desk.play(UP, 0.0)
    desk.at(0.0)
    desk.cancel()
    desk.play(KNEE, 0.0)
    assert desk.at(0.5).begun is None
    assert desk.at(0.5).until_s == CUE_S
    assert desk.at(CUE_S).begun is KNEE


def test_the_steady_lamp_keeps_its_colour_a_while_but_goes_dark_at_once():
    desk = fresh(Mood.IN_BAND)
    desk.at(0.0)
    desk.refresh(Mood.MEASURING, 0, 0.5)
    assert desk.at(0.5).levels.steady_rgb == STEADY[Mood.IN_BAND]
    assert desk.at(0.5).until_s == STEADY_HOLD_S
    assert desk.at(STEADY_HOLD_S).levels.steady_rgb == STEADY[Mood.MEASURING]
    desk.refresh(Mood.DARK, 0, 1.2)
    assert desk.at(1.2).levels == DARK


def test_out_of_band_winks():
    desk = Desk(100.0)
    desk.refresh(Mood.OUT_OF_BAND, 0, 7.0)
    assert any(desk.at(7.0).levels.steady_rgb)
    dark_s = desk.at(8.0).until_s
    assert dark_s == 7.0 + WINK_EVERY_S - WINK_S
    assert not any(desk.at(dark_s).levels.steady_rgb)
    assert desk.at(dark_s).until_s == 7.0 + WINK_EVERY_S
    assert any(desk.at(7.0 + WINK_EVERY_S).levels.steady_rgb)


def test_the_bar_shows_how_far_and_changes_together_with_the_lamp():
    desk = Desk(100.0)
    desk.refresh(Mood.OUT_OF_BAND, 4, 7.0)
    assert desk.at(7.0).levels == Levels(steady_rgb=STEADY[Mood.OUT_OF_BAND], bar=4)
    desk.refresh(Mood.IN_BAND, 0, 7.4)
    assert desk.at(7.4).levels == Levels(steady_rgb=STEADY[Mood.OUT_OF_BAND], bar=4)
    assert desk.at(7.0 + STEADY_HOLD_S).levels == Levels(steady_rgb=STEADY[Mood.IN_BAND])


def test_the_bar_grows_seldom_and_shrinks_at_once():
    desk = Desk(100.0)
    desk.refresh(Mood.OUT_OF_BAND, 2, 7.0)
    desk.at(7.0)
    desk.refresh(Mood.OUT_OF_BAND, 5, 7.3)
    assert (desk.at(7.3).levels.bar, desk.at(7.3).until_s) == (2, 7.0 + STEADY_HOLD_S)
    assert desk.at(7.0 + STEADY_HOLD_S).levels.bar == 5
    desk.refresh(Mood.OUT_OF_BAND, 1, 8.2)
    assert desk.at(8.2).levels.bar == 1


def test_a_wink_of_the_lamp_leaves_the_bar_alone_and_never_follows_soon_upon_a_bar_that_grew():
    desk = Desk(100.0)
    desk.refresh(Mood.OUT_OF_BAND, 2, 0.0)
    desk.at(0.0)
    assert desk.at(WINK_EVERY_S - WINK_S).levels == Levels(bar=2)
    desk.refresh(Mood.OUT_OF_BAND, 3, WINK_EVERY_S - WINK_S / 2)
    grown = desk.at(WINK_EVERY_S - WINK_S / 2)
    assert grown.levels == Levels(steady_rgb=STEADY[Mood.OUT_OF_BAND], bar=3)
    assert grown.until_s > WINK_EVERY_S + STEADY_HOLD_S


def test_a_dark_mood_has_no_bar():
    desk = fresh(Mood.IN_BAND)
    desk.at(0.0)
    desk.refresh(Mood.DARK, 3, 0.1)
    assert desk.at(0.1).levels == DARK


def test_a_cue_with_an_instant_of_its_own_begins_on_it():
    desk = fresh()
    desk.play(KNEE, 0.0, at_s=0.4321)
    assert desk.at(0.0).begun is None
    assert desk.at(0.0).until_s == 0.4321
    assert desk.at(0.43).begun is None
    assert desk.at(0.4321).begun is KNEE


def test_of_two_cues_that_wait_the_newer_wins_even_where_it_comes_sooner_or_is_late_already():
    desk = fresh()
    desk.play(KNEE, 0.0, at_s=0.4)
    desk.play(UP, 0.2, at_s=0.1)
    assert desk.at(0.2).begun is UP
    assert desk.at(0.4).begun is None


def test_a_cue_that_waits_for_its_instant_and_for_another_begins_after_both():
    desk = Desk(10.0)
    desk.refresh(Mood.MEASURING, 0, 0.0)
    desk.play(UP, 0.0)
    desk.at(0.0)
    desk.play(KNEE, 0.5, at_s=1.0)
    assert desk.at(1.0).begun is None
    assert desk.at(CUE_S).begun is KNEE


def test_a_cue_too_far_ahead_is_dropped():
    desk = Desk(10.0)
    desk.refresh(Mood.MEASURING, 0, 0.0)
    desk.play(KNEE, 0.0, at_s=AHEAD_S + 0.01)
    assert desk.at(AHEAD_S + 0.01).begun is None
    desk.play(KNEE, 2.0, at_s=2.0 + AHEAD_S)
    assert desk.at(2.0 + AHEAD_S).begun is KNEE


def muted(desk):
    desk.mute(True)
    desk.at(0.2)
    desk.mute(False)


def hushed(desk):
    desk.hush()
    desk.unhush()


def dead(desk):
    desk.at(DEAD_MAN_S)


@pytest.mark.parametrize("end", [muted, hushed, dead, Desk.cancel])
def test_a_cue_that_waited_when_all_went_dark_never_comes(end):
    desk = fresh()
    desk.play(KNEE, 0.0, at_s=1.4)
    desk.at(0.0)
    end(desk)
    desk.refresh(Mood.MEASURING, 0, 1.3)
    assert desk.at(1.4).begun is None
    assert desk.at(1.6).begun is None


def test_a_hushed_desk_is_dark_and_silent_and_takes_nothing():
    desk = Desk(100.0)
    desk.refresh(Mood.OUT_OF_BAND, 3, 0.0)
    desk.metronome(TICKS)
    desk.play(KNEE, 0.0)
    assert desk.at(0.01).levels != DARK
    desk.hush()
    for now_s in (0.02, 0.35, 0.7, 5.0):
        desk.play(KNEE, now_s)
        desk.announce()
        desk.metronome(TICKS)
        desk.refresh(Mood.OUT_OF_BAND, 3, now_s)
        assert desk.at(now_s).levels == DARK
        assert desk.at(now_s).until_s is None


def test_what_was_asked_for_before_or_during_a_hush_does_not_come_back_but_the_lamp_does():
    desk = Desk(100.0)
    desk.refresh(Mood.IN_BAND, 0, 0.0)
    desk.metronome(TICKS)
    desk.hush()
    desk.play(KNEE, 0.1)
    desk.announce()
    desk.unhush()
    assert heard(desk, 0.2, 3.0) == []
    assert desk.at(3.0).levels == Levels(steady_rgb=STEADY[Mood.IN_BAND])
    desk.metronome(TICKS)
    assert heard(desk, 3.0, 3.7) != []


TICKS = Ticks(0.35, 0.35)
TICK_HZ, CHIME_HZ = TICK[0].hz, CHIME[0].hz


def heard(desk, from_s, to_s):
    """Return (when, pitch) of each tone that begins, played from change to change as the player would."""
    sounds, now_s, before = [], from_s, None
    while now_s < to_s:
        now = desk.at(now_s)
        if now.levels.tone_hz and now.levels.tone_hz != before:
            sounds.append((round(now_s, 6), now.levels.tone_hz))
        before = now.levels.tone_hz
        now_s = to_s if now.until_s is None else now.until_s
    return sounds


def test_a_chime_sounds_once_and_softly_and_lights_nothing():
    desk = Desk(100.0)
    desk.refresh(Mood.MEASURING, 0, 0.0)
    desk.announce()
    assert desk.at(0.0).levels.loudness_frac < 0.2
    assert desk.at(0.1).levels == Levels(steady_rgb=STEADY[Mood.MEASURING], tone_hz=CHIME_HZ, loudness_frac=0.5)
    assert heard(desk, 0.1, 5.0) == [(0.1, CHIME_HZ)]


def test_a_chime_waits_for_the_cue_that_plays_and_gives_way_to_the_next():
    desk = Desk(100.0)
    desk.refresh(Mood.MEASURING, 0, 0.0)
    desk.play(KNEE, 0.0)
    desk.at(0.0)
    desk.announce()
    desk.play(KNEE, 0.1, at_s=1.5)
    assert CHIME_HZ not in [hz for _, hz in heard(desk, 0.1, CUE_S + CUE_S)]
    assert heard(desk, CUE_S + CUE_S, 9.0) == [(CUE_S + CUE_S, CHIME_HZ)]


def test_ticks_come_on_the_grid_and_light_nothing():
    desk = Desk(100.0)
    desk.refresh(Mood.IN_BAND, 0, 0.0)
    desk.metronome(TICKS)
    assert heard(desk, 0.0, 1.5) == [(0.35, TICK_HZ), (0.7, TICK_HZ), (1.05, TICK_HZ), (1.4, TICK_HZ)]
    desk.at(1.75)
    assert desk.at(1.765).levels == Levels(steady_rgb=STEADY[Mood.IN_BAND], tone_hz=TICK_HZ, loudness_frac=0.6)


def test_ticks_are_silent_while_muted_and_while_nobody_refreshes_and_go_on_after_it():
    desk = Desk(1.0)
    desk.refresh(Mood.IN_BAND, 0, 0.0)
    desk.metronome(TICKS)
    desk.mute(True)
    assert heard(desk, 0.0, 0.9) == []
    desk.mute(False)
    assert heard(desk, 0.9, 3.0) == []  # the dead man acts at 1.0
    desk.refresh(Mood.IN_BAND, 0, 3.0)
    assert heard(desk, 3.0, 3.4) == [(3.15, TICK_HZ)]


def test_a_tick_that_falls_into_a_note_is_left_out_and_the_cues_notes_do_not_move():
    alone, both = Desk(100.0), Desk(100.0)
    both.metronome(Ticks(0.05, 0.35))
    for desk in (alone, both):
        desk.refresh(Mood.MEASURING, 0, 0.0)
        desk.play(KNEE, 0.0)
    with_ticks = heard(both, 0.0, 2.0)
    notes = heard(alone, 0.0, 2.0)
    assert [sound for sound in with_ticks if sound[1] != TICK_HZ] == notes == [(0.0, 523.25), (0.3, 523.25)]
    assert [now_s for now_s, hz in with_ticks if hz == TICK_HZ] == [0.75, 1.1, 1.45, 1.8]  # not 0.05, not 0.4


def test_a_tick_that_falls_into_the_chime_is_left_out():
    desk = Desk(100.0)
    desk.refresh(Mood.MEASURING, 0, 0.0)
    desk.metronome(Ticks(0.1, 0.35))
    desk.announce()
    assert heard(desk, 0.0, 1.0) == [(0.0, CHIME_HZ), (0.45, TICK_HZ), (0.8, TICK_HZ)]


def test_asking_again_for_the_same_ticks_or_state_wakes_nobody():
    desk = fresh(Mood.IN_BAND)
    assert desk.metronome(TICKS)
    assert not desk.metronome(Ticks(0.35, 0.35))
    assert not desk.refresh(Mood.IN_BAND, 0, 0.5)
    assert desk.refresh(Mood.IN_BAND, 1, 0.6)


ALL_MOODS = st.tuples(st.sampled_from(Mood), st.integers(0, TOP_LEVEL))
OUT_OR_IN = st.tuples(st.sampled_from([Mood.IN_BAND, Mood.OUT_OF_BAND]), st.integers(0, TOP_LEVEL))
asks = st.one_of(
    st.tuples(st.just("play"), st.tuples(st.sampled_from(ALL), st.none() | st.floats(-0.5, 1.6))),
    st.tuples(st.just("refresh"), ALL_MOODS),
    st.tuples(st.just("refresh"), OUT_OR_IN),
    st.tuples(st.just("mute"), st.sampled_from([False, False, True])),
    st.tuples(st.just("metronome"), st.none() | st.floats(0.2, 0.6)),
    st.tuples(st.sampled_from(["cancel", "announce", "hush", "unhush", "unhush"]), st.none()),
)
stories = st.lists(st.tuples(st.floats(0.0, 0.25) | st.floats(0.0, 1.5), asks), min_size=10, max_size=80)


def ask(desk: Desk, name: str, value, now_s: float) -> None:
    if name == "play":
        cue, ahead_s = value
        desk.play(cue, now_s, None if ahead_s is None else now_s + ahead_s)
    elif name == "refresh":
        desk.refresh(*value, now_s)
    elif name == "metronome":
        desk.metronome(None if value is None else Ticks(now_s, value))
    elif name == "mute":
        desk.mute(value)
    else:
        getattr(desk, name)()


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
    asks = [("play", (one, ahead_s)) for one in ALL for ahead_s in (None, 0.3)]
    asks += [("refresh", (mood, level)) for mood in Mood for level in range(TOP_LEVEL + 1)]
    asks += [("mute", False), ("mute", True)]
    shown = played([(random.expovariate(8.0), random.choice(asks)) for _ in range(3600 * 8)], 0.0)
    assert sum(levels.left_lamp for _, levels in shown) > 1000
    assert {levels.bar for _, levels in shown} == set(range(TOP_LEVEL + 1))
    assert_few_flashes(shown)


@settings(deadline=None)
@given(story=stories, start_s=st.floats(0.0, 1e6))
def test_the_desk_never_announces_a_change_that_is_past(story, start_s):
    desk, now_s = Desk(DEAD_MAN_S), start_s
    for wait_s, (name, value) in story:
        now_s += wait_s
        ask(desk, name, value, now_s)
        until_s = desk.at(now_s).until_s
        assert until_s is None or until_s > now_s


def test_no_sound_jumps_on_or_off():
    desk = Desk(1e9)
    desk.refresh(Mood.MEASURING, 0, 0.0)
    desk.metronome(Ticks(0.3, 0.37))
    desk.play(UP, 0.0)
    levels = []
    now_s = 0.0
    while now_s < 3.0:
        now = desk.at(now_s)
        levels.append(now.levels)
        now_s = now.until_s
    jumps = [abs(loud(after) - loud(before)) for before, after in itertools.pairwise([DARK, *levels])]
    assert max(jumps) <= 0.2 + 1e-9


def loud(levels: Levels) -> float:
    return levels.loudness_frac if levels.tone_hz else 0.0


def test_the_bar_does_not_blink_for_the_camera_while_a_cue_plays():
    desk = fresh()
    desk.play(UP, 0.0)
    desk.at(0.0)
    for lit in (True, False, True):
        desk.glow(lit)
        desk.refresh(Mood.MEASURING, 0, 0.5)
        assert desk.at(0.5).levels.bar == 0
        assert desk.at(0.5).glow is None
    desk.refresh(Mood.MEASURING, 0, CUE_S)
    desk.glow(True)
    assert desk.at(CUE_S).levels.bar == BAR
