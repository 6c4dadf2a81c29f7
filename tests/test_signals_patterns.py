"""What cues and moods look and sound like, as pure functions of time."""

import itertools

import pytest
from beats import cue

from station.cues import CUES, Lamp, Sound, sentence, short
from station.model import DARK, CueKind, Mood, Side
from station.settings import SignalsSettings
from station.signals.metronome import TICK, TICK_S
from station.signals.patterns import (
    CHIME,
    CUE_S,
    PATTERNS,
    STEADY,
    STEADY_HOLD_S,
    WINK_EVERY_S,
    WINK_S,
    cue_edges_s,
    cue_levels,
    steady_edge_s,
    steady_rgb,
)

ALL = [cue(kind, side) for kind, row in CUES.items() for side in (Side if row.lamp is Lamp.LEG else [None])]
every_cue = pytest.mark.parametrize("played", ALL, ids=lambda c: f"{c.kind}-{c.side}")
every_sound = pytest.mark.parametrize("sound", Sound)


@every_cue
def test_a_cue_begins_lit_and_sounding_and_ends_dark_and_silent(played):
    first, last = cue_levels(played, 0.0), cue_levels(played, CUE_S)
    assert (first.left_lamp or first.right_lamp) and first.tone_hz
    assert last == DARK == cue_levels(played, CUE_S + 100)


@every_cue
def test_nothing_changes_between_two_edges(played):
    edges = (0.0, *cue_edges_s(played))
    for start, end in itertools.pairwise(edges):
        inside = {cue_levels(played, start + part * (end - start)) for part in (0.0, 0.3, 0.6, 0.99)}
        assert len(inside) == 1


@every_sound
def test_flashes_and_the_dark_between_last_long_enough_for_a_page_drawn_ten_times_a_second(sound):
    edges = [edge for flash in PATTERNS[sound].flashes for edge in flash] + [CUE_S]
    assert all(after - before >= 0.2 for before, after in itertools.pairwise(edges))


@every_sound
def test_flashes_of_a_cue_and_of_the_one_after_it_begin_six_tenths_of_a_second_apart(sound):
    begins = [start for start, _ in PATTERNS[sound].flashes] + [CUE_S]
    assert min(after - before for before, after in itertools.pairwise(begins)) >= 0.6 - 1e-9


@every_sound
def test_no_sound_is_longer_than_the_buzzers_default_cap(sound):
    notes = PATTERNS[sound].notes
    assert notes[-1].end_s - notes[0].start_s <= SignalsSettings().buzzer_max_s


@every_sound
def test_every_note_of_a_cue_is_low_and_long_against_a_tick_and_apart_from_the_chime(sound):
    for note in PATTERNS[sound].notes:
        assert 440.0 <= note.hz <= CHIME[0].hz / 1.4 and CHIME[0].hz <= TICK[0].hz / 1.4
        assert note.end_s - note.start_s == pytest.approx(0.12)
        assert note.end_s - note.start_s >= 4 * TICK_S
    assert 0.02 <= TICK_S <= 0.04 and 800.0 <= TICK[0].hz <= 2000.0
    assert max(TICK[0].loudness_frac, CHIME[0].loudness_frac) < min(
        note.loudness_frac for note in PATTERNS[sound].notes
    )


def test_sounds_differ_without_light():
    assert len({pattern.notes for pattern in PATTERNS.values()}) == len(Sound) == len(PATTERNS)


def test_every_kind_has_words_and_a_sound():
    assert set(CUES) == set(CueKind)
    for played in ALL:
        words = (short(played.kind, played.side), sentence(played))
        assert all(said.strip() == said and "{" not in said and "  " not in said for said in words)
        assert words[0][0].isupper() and words[1].endswith(".")


def test_a_knee_cue_lights_only_the_lamp_of_its_leg():
    left, right = (cue_levels(cue(CueKind.KNEE_OUT, side), 0.1) for side in (Side.LEFT, Side.RIGHT))
    assert (left.left_lamp, left.right_lamp) == (True, False)
    assert (right.left_lamp, right.right_lamp) == (False, True)


def test_cues_differ_without_sound_and_without_colour():
    lights = {
        tuple((cue_levels(c, i / 20).left_lamp, cue_levels(c, i / 20).right_lamp) for i in range(36)) for c in ALL
    }
    assert len(lights) == len(ALL)


def test_every_mood_has_a_colour_of_its_own_and_only_dark_is_dark():
    assert set(STEADY) == set(Mood)
    assert len(set(STEADY.values())) == len(Mood)
    assert [mood for mood in Mood if not any(STEADY[mood])] == [Mood.DARK]


def test_only_out_of_band_winks_so_that_colour_is_not_needed():
    winking = [mood for mood in Mood if any(STEADY[mood]) and not any(steady_rgb(mood, WINK_EVERY_S - WINK_S / 2))]
    assert winking == [Mood.OUT_OF_BAND]
    assert [mood for mood in Mood if steady_edge_s(mood, 0.0)] == winking
    assert WINK_S >= 0.2 and WINK_EVERY_S > STEADY_HOLD_S > 1.0
