"""What a session comes to, before and after."""

from dataclasses import replace

from dashboard_clinic import SETUP, TARGETS, TRUST, kept_session, steps
from pytest import approx

from station.dashboard import figures as large
from station.dashboard.comparison import Parts, parts, rows
from station.dashboard.figures import Figure
from station.dashboard.words import difference, verdict
from station.metrics import METRICS
from station.model import Band, Grade, Side, Step, Targets, View
from station.records import SessionRecord


def figures(record: SessionRecord) -> tuple[Figure, Figure, Figure]:
    return large.figures(record, parts(record))


def means(figure: Figure) -> tuple[float | None, float | None]:
    return figure.compared.before.value, figure.compared.after.value


def test_baseline_and_last_minute_are_told_apart():
    left, cadence, right = figures(kept_session())
    assert (means(left), means(cadence), means(right)) == (approx((12, 8)), approx((160, 172)), approx((5, 5)))
    assert left.band == TARGETS.left_knee.fppa_deg and left.steps == 200


def test_a_step_up_in_cadence_is_a_change_and_a_knee_that_stays_is_not():
    left, cadence, right = figures(kept_session())
    assert (difference(cadence.compared), verdict(cadence.compared)) == ("+12.0", "changed")
    assert (difference(left.compared), verdict(left.compared)) == ("−4°", "changed")
    assert (difference(right.compared), verdict(right.compared)) == ("0°", "within noise (needs 2.3°)")


def test_a_mean_carries_its_interval_and_its_grade():
    left, cadence, _ = figures(kept_session())
    assert (left.compared.before.ci95, left.compared.grade) == (METRICS["fppa_deg"].method95, Grade.C)
    assert cadence.compared.grade is Grade.A and cadence.compared.after.ci95 < 0.5


def test_a_difference_within_noise_never_reads_as_more_than_it_needed():
    def moved(by: float) -> str:
        changed = [replace(step, metrics={"fppa_deg": 5.0 + by}) for step in steps(100)]
        (row,) = rows(Parts([replace(step, metrics={"fppa_deg": 5.0}) for step in steps(100)], changed, SETUP))
        return f"{difference(row.left)} {verdict(row.left)}"

    assert moved(2.2) == "+2° within noise (needs 2.3°)"
    assert moved(1.7) == "+1° within noise (needs 2.3°)"
    assert moved(2.7) == "+3° changed"


def test_what_was_not_well_seen_is_not_compared():
    (drop,) = [row for row in rows(parts(kept_session())) if row.name == "pelvic_drop_deg"]
    # the virtual runner's pelvis can have grade B: these steps say that it was not seen
    assert drop.left.grade is Grade.D and drop.left.change is None
    assert verdict(drop.left) == "not comparable: not seen well enough"


def test_sessions_older_than_grades_are_not_compared():
    record = kept_session()
    untold = replace(record, steps=tuple(replace(step, trust={}) for step in record.steps))
    assert {row.left.grade for row in rows(parts(untold))} == {Grade.D}


def test_left_and_right_are_compared_in_times_and_in_angles_only_with_a_known_aim():
    def compared(**known: object) -> list[str]:
        record = kept_session()
        record = replace(record, setup=replace(record.setup, **known))
        return [row.name for row in rows(parts(record)) if row.apart]

    assert compared() == ["contact_time_s"]
    assert compared(aim_known=True) == ["fppa_deg", "contact_time_s"]
    assert compared(aim_known=True, view=View.LEFT) == ["contact_time_s"]
    apart = rows(parts(replace(kept_session(), setup=replace(SETUP, aim_known=True))))[0].apart
    assert apart and (apart.before.value, apart.after.value) == (approx(-7.0), approx(-3.0))


def test_from_the_side_the_shin_stands_large():
    def seen(step: Step) -> Step:
        return replace(step, metrics={"tibia_angle_deg": 7.0}, trust={"tibia_angle_deg": TRUST["fppa_deg"]})

    record = kept_session()
    record = replace(record, setup=replace(SETUP, view=View.RIGHT), steps=tuple(map(seen, record.steps)))
    left, _, _ = figures(record)
    assert (left.title, means(left), left.band) == ("Left shin at contact", approx((7.0, 7.0)), None)


def test_from_the_side_a_cadence_band_alone_ends_the_baseline():
    record = kept_session()
    half = record.targets[1][0]
    side_view = ((10.0, Targets()), (half, Targets(Band(168.0, 176.0))))
    assert means(figures(replace(record, targets=side_view))[1]) == approx((160.0, 172.0))


def test_a_session_that_never_got_beyond_its_baseline_has_no_last_minute():
    before, after = means(figures(replace(kept_session(), steps=steps(150), targets=((10.0, Targets()),)))[1])
    assert after is None
    assert before == approx(60 / ((75 * 60 / 160 + 75 * 60 / 172) / 150))


def test_only_the_last_minute_counts_as_last():
    long = steps(1000)
    made = figures(replace(kept_session(), steps=long, targets=((long[200].t_midstance_s, TARGETS),)))
    assert means(made[1]) == approx((160.0, 172.0))


def test_cadence_is_the_inverse_of_the_mean_step_time():
    def uneven(n: int) -> Step:
        return Step(Side.LEFT, None, float(n), None, 0.3 if n % 2 else 0.5, {}, 1.0)

    record = replace(kept_session(), steps=tuple(uneven(n) for n in range(40)), targets=())
    assert means(figures(record)[1])[0] == approx(150.0)


def test_a_few_steps_make_no_mean():
    left, cadence, _ = figures(replace(kept_session(), steps=steps(8)))
    assert means(left) == means(cadence) == (None, None)
    assert verdict(cadence.compared) == ""
