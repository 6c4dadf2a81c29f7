"""The pictures of a session."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from xml.etree import ElementTree

import pytest
from beats import BASELINE_S, REAR, TARGETS, cue, step

from station.model import Band, CueKind, LegBands, Side, Stage, Targets, View
from station.records import SessionRecord, SessionSummary, StageSpan
from station.sessions.plots import PLOTS, cadence_svg, legs_svg

NOON = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
USE = "{http://www.w3.org/2000/svg}use"


def session(**changes) -> SessionRecord:
    summary = SessionSummary(1, None, "Guest", NOON, NOON, 30.0, 80, 2, 166.0, False)
    steps = tuple(step(number, 100.0) for number in range(80))
    cues = (cue(t=110.0), cue(CueKind.KNEE_OUT, Side.LEFT, t=120.0))
    targets = ((100.0, Targets()), (100.0 + BASELINE_S, TARGETS))
    return replace(SessionRecord(summary, REAR, 100.0, steps, cues, targets, ()), **changes)


def words(svg: bytes) -> str:
    """Return what is written in a picture: matplotlib draws letters and keeps the words as comments."""
    return " | ".join(line.strip("<!-> ") for line in svg.decode().splitlines() if "<!--" in line)


@pytest.mark.parametrize("plot", PLOTS.values(), ids=PLOTS)
def test_a_plot_is_valid_svg_without_an_embedded_image_or_a_script(plot):
    svg = plot(session())
    tags = {element.tag.rpartition("}")[2] for element in ElementTree.fromstring(svg).iter()}
    assert "svg" in tags
    assert not tags & {"image", "script", "foreignObject"}


def test_cadence_is_labelled_in_plain_words_with_its_band_baseline_and_cues():
    said = words(cadence_svg(session()))
    for word in ("Steps per minute", "Minutes into the session", "target", "baseline, no cues", "cue: quicker steps"):
        assert word in said
    assert "mean of 10 steps" in said and "knee" not in said


def test_knees_are_labelled_in_plain_words_each_with_its_own_cues():
    said = words(legs_svg(session()))
    for word in ("Left knee cave", "Right knee cave", "(FPPA), degrees", "target", "cue: left knee out"):
        assert word in said
    assert "mean of 5 steps" in said and "quicker" not in said


def test_every_step_is_drawn():
    counts = [
        sum(1 for _ in ElementTree.fromstring(cadence_svg(session(steps=steps))).iter(USE))
        for steps in (tuple(step(n, 100.0) for n in range(40)), tuple(step(n, 100.0) for n in range(80)))
    ]
    assert 40 <= counts[1] - counts[0] < 60


def test_a_session_without_targets_or_cues_is_all_baseline():
    said = words(cadence_svg(session(targets=((100.0, Targets()),), cues=())))
    assert "baseline, no cues" in said and "target" not in said and "cue:" not in said


@pytest.mark.parametrize("plot", PLOTS.values(), ids=PLOTS)
def test_a_session_without_steps_says_so(plot):
    assert "No steps were seen" in words(plot(session(steps=(), cues=(), targets=())))


def test_what_was_not_seen_is_said():
    assert "Shin angle at contact was not seen" in words(legs_svg(session(setup=replace(REAR, view=View.LEFT))))


def test_from_the_side_the_shins_are_drawn():
    seen = tuple(step(number, 100.0, tibia_angle_deg=7.0) for number in range(80))
    said = words(legs_svg(session(steps=seen, setup=replace(REAR, view=View.LEFT))))
    assert "Left shin angle at contact" in said and "degrees" in said


def test_what_was_trained_is_drawn_in_the_unit_of_the_pages_with_its_own_cues():
    wider = Targets(legs=LegBands("step_width_m", Band(low=0.085), Band(low=0.085)))
    seen = tuple(step(number, 100.0, step_width_m=0.08) for number in range(80))
    cues = (cue(CueKind.STEPS_WIDER, None, t=115.0), cue(t=110.0))
    said = words(legs_svg(session(steps=seen, targets=((104.0, wider),), cues=cues)))
    assert "Right step width" in said and "mm" in said and "| 80 |" in said
    assert "cue: wider steps" in said and "quicker" not in said


def test_stages_are_told_by_their_hatching_and_in_words():
    stages = (StageSpan(Stage.BASELINE, 100.0, 108.0), StageSpan(Stage.COACHING, 108.0, 116.0))
    stages += (StageSpan(Stage.SOLO, 116.0, 122.0), StageSpan(Stage.RETENTION, 122.0, 130.0))
    drawn = [plot(session(stages=stages)) for plot in PLOTS.values()]
    for svg in drawn:
        said = words(svg)
        for word in ("baseline, no cues", "feedback on", "on your own, feedback off", "probe, feedback off"):
            assert word in said
        assert "| off |" in said and "| on |" in said and svg.count(b"<pattern") == 2


def test_the_line_is_broken_where_the_runner_stepped_off():
    whole, broken = session(), session()
    gap = tuple(replace(s, step_time_s=None) if i == 40 else s for i, s in enumerate(broken.steps))
    lines = [cadence_svg(one).count(b"stroke-width: 2.5") for one in (whole, replace(broken, steps=gap))]
    assert lines[1] == lines[0] + 1


def test_web_threads_may_draw_at_the_same_time():
    alone = [len(plot(session())) for plot in PLOTS.values()]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda i: len(list(PLOTS.values())[i % 2](session())), range(8)))
    assert together == alone * 4
