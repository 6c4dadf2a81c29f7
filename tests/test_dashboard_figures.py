"""What a session comes to."""

from dataclasses import replace

from dashboard_clinic import TARGETS, kept_session, steps
from pytest import approx

from station.dashboard.figures import figures
from station.model import Band, Side, Step, Targets


def test_baseline_and_last_minute_are_told_apart():
    made = figures(kept_session())
    assert (made.cadence_spm.baseline, made.cadence_spm.last) == (approx(160.0), approx(172.0))
    assert (made.left_fppa_deg.baseline, made.left_fppa_deg.last) == (approx(12.0), approx(8.0))
    assert (made.right_fppa_deg.baseline, made.right_fppa_deg.last) == (approx(5.0), approx(5.0))
    assert made.left_fppa_deg.band == TARGETS.left_knee.fppa_deg and made.left_fppa_deg.steps == 200


def test_from_the_side_a_cadence_band_alone_ends_the_baseline():
    record = kept_session()
    half = record.targets[1][0]
    side_view = ((10.0, Targets()), (half, Targets(Band(168.0, 176.0))))
    made = figures(replace(record, targets=side_view)).cadence_spm
    assert (made.baseline, made.last) == (approx(160.0), approx(172.0))


def test_a_session_that_never_got_beyond_its_baseline_has_no_last_minute():
    made = figures(replace(kept_session(), steps=steps(150), targets=((10.0, Targets()),)))
    assert made.cadence_spm.last is None
    assert made.cadence_spm.baseline == approx(60 / ((75 * 60 / 160 + 75 * 60 / 172) / 150))


def test_only_the_last_minute_counts_as_last():
    long = steps(1000)
    made = figures(replace(kept_session(), steps=long, targets=((long[200].t_midstance_s, TARGETS),)))
    assert made.cadence_spm.last == approx(172.0)
    assert made.cadence_spm.baseline == approx(160.0)


def test_cadence_is_the_inverse_of_the_mean_step_time():
    def uneven(n: int) -> Step:
        return Step(Side.LEFT, None, float(n), None, 0.3 if n % 2 else 0.5, {}, 1.0)

    record = replace(kept_session(), steps=tuple(uneven(n) for n in range(40)), targets=())
    assert figures(record).cadence_spm.baseline == approx(150.0)


def test_a_few_steps_make_no_mean():
    made = figures(replace(kept_session(), steps=steps(8)))
    assert made.cadence_spm.baseline is made.cadence_spm.last is made.left_fppa_deg.baseline is None
