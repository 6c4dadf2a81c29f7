"""A programme's visits out of the real record, and its picture."""

from contextlib import closing
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from programme_parts import KNEE_TARGET, record
from programme_written import enrolled, run_programme
from pytest import approx
from test_sessions_plots import words

from station.learning import Measure, Part
from station.model import PainTime, Stage, Targets
from station.names import CADENCE
from station.sessions.store import Store
from station.sessions.trend_plots import SERIES, trend_svg
from station.sessions.trends import Trends
from station.trend import Outcome, trend
from station.visits import visit


def course(before_spm: float, without_spm: float) -> dict[Stage, tuple[float, float, float]]:
    without = dict.fromkeys((Stage.SOLO, Stage.RETENTION), (without_spm, 11.0, 7.0))
    return {Stage.BASELINE: (before_spm, 11.0, 7.0), Stage.COACHING: (173.0, 11.0, 7.0)} | without


@pytest.fixture
def store(tmp_path):
    with closing(Store(tmp_path / "data")) as opened:
        yield opened


def test_a_programme_written_by_the_recorder_is_read_as_it_was_run(store, tmp_path):
    courses = [course(160, 166), course(164, 168), course(167, 170)]
    done = run_programme(store, enrolled(store, tmp_path / "programmes"), courses)
    assert (done.done, done.planned, len(done.session_ids), len(done.follow_ups)) == (3, 3, 3, 2)
    had = Trends(store).visits(done.session_ids)
    (line,) = trend(had)
    assert line.measure == Measure(CADENCE) and line.outcome is Outcome.KEPT
    for point, (before_spm, without_spm) in zip(line.points, ((160, 166), (164, 168), (167, 170)), strict=True):
        assert point.baseline.after.value == approx(before_spm, abs=0.5)
        assert point.without.after.value == approx(without_spm, abs=0.5)
    assert had[0].dose.run_s == approx(180, abs=5) and had[0].dose.planned_run_s == 180.0
    assert had[0].in_band == {Part.ON: 0.8, Part.OFF: 0.6, Part.WITHOUT: 0.6}


def test_pain_told_afterwards_is_seen_once_it_is_asked_for_anew(store, tmp_path):
    (number,) = run_programme(store, enrolled(store, tmp_path / "programmes"), [course(160, 160)]).session_ids
    trends = Trends(store)
    assert trends.visit(number) is trends.visit(number)
    store.add_pain(number, PainTime.NEXT_MORNING, 4)
    trends.forget(number)
    assert trends.visit(number).pain_at(PainTime.NEXT_MORNING) == 4
    assert trends.visits([number, 99]) == (trends.visit(number),)


def lines(*targets: Targets):
    return trend([visit(replace(record(n), targets=((0.0, one),))) for n, one in enumerate(targets, start=1)])


def test_the_picture_names_visits_bands_and_marks():
    svg = trend_svg(lines(KNEE_TARGET, KNEE_TARGET))
    said = words(svg)
    for word in ("Left knee cave", "Left thigh leaning in", "degrees", "Visit", "4 Mar", "6 Mar", "within noise"):
        assert word in said
    assert "target" in said and all(series.words in said for series in SERIES) and "hollow" not in said
    tags = {element.tag.rpartition("}")[2] for element in ElementTree.fromstring(svg).iter()}
    assert not tags & {"image", "script", "foreignObject"}


def test_a_visit_that_is_not_comparable_is_drawn_hollow():
    visits = [visit(record()), visit(replace(record(2), setup=replace(record().setup, belt_speed_mps=3.0)))]
    assert "hollow: not comparable" in words(trend_svg(trend(visits)))


def test_without_a_baseline_there_is_a_sentence_instead():
    assert "Nothing to draw yet" in words(trend_svg(()))
