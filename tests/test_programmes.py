"""Programmes: the shipped ones to the minute, a clinic's own, and what is said of those that can not be used."""

import re
import shutil
import sys
import tomllib
from itertools import pairwise
from pathlib import Path

import pytest

from station.errors import ConfigError
from station.model import FREE_RUN, Feedback, Focus, Level, PainPreset, Reference
from station.programmes import SHIPPED, PlannedSession, Programme, ProgrammeFile, load_programmes

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "programmes.md").read_text(encoding="utf-8")
REFERENCE = Reference(162.5, {"fppa_deg": Level(6.1, 2.0, 1.1)})


@pytest.fixture(scope="module")
def programmes():
    return load_programmes()


def own(tmp_path, **files):
    for name, text in files.items():
        (tmp_path / f"{name}.toml").write_text(text, encoding="utf-8")
    return tmp_path


def refused(folder):
    with pytest.raises(ConfigError) as caught:
        load_programmes(folder)
    assert caught.value.exit_code == 78
    return str(caught.value)


def feedback_min(programme):
    return sum(session.run_min * session.feedback_frac for session in programme.session)


def test_there_are_four(programmes):
    assert list(programmes) == ["assessment", "faded-eight", "free-run", "one-visit-cadence"]
    assert all(programme.name == name for name, programme in programmes.items())


def test_faded_eight_is_the_published_table(programmes):
    eight = programmes["faded-eight"]
    assert [session.run_min for session in eight.session] == [15, 18, 21, 24, 27, 30, 30, 30]
    assert [session.feedback_frac for session in eight.session] == [1, 1, 1, 1, 0.75, 0.5, 0.25, 0.1]
    assert sum(session.run_min for session in eight.session) == 195
    assert feedback_min(eight) == 123.75
    assert (eight.warmup_min, eight.baseline_s, eight.baseline_steps, eight.retention_min) == (6, 60, 30, 2)
    assert (eight.off_block_min, eight.sessions_per_week, eight.follow_up_days) == ((1, 3), 4, (30, 90))
    assert (eight.adaptive, eight.focus, eight.feedback, eight.planned) == (True, None, Feedback.ERROR, 8)
    assert eight.ladder == (1, 0.75, 0.5, 0.25, 0.1)


def test_one_visit_is_ten_minutes_of_metronome_ten_percent_up(programmes):
    one = programmes["one-visit-cadence"]
    assert (one.planned, one.session[0].run_min, feedback_min(one)) == (1, 10, 10)
    assert (one.feedback, one.focus, one.cadence_factor) == (Feedback.METRONOME, Focus.CADENCE, 1.10)
    assert (one.warmup_min, one.baseline_s, one.retention_min, one.follow_up_days) == (6, 60, 2, (28, 90))


def test_an_assessment_trains_nothing_and_repeats(programmes):
    plan = programmes["assessment"].plan(3)
    assert (plan.warmup_s, plan.baseline_s, plan.baseline_steps) == (360, 60, 30)
    assert (plan.run_s, plan.feedback, plan.retention_s, plan.number) == (0, Feedback.NONE, 0, 3)
    assert programmes["assessment"].planned is None


def test_a_free_run_is_what_a_session_without_a_programme_is(programmes):
    assert programmes["free-run"].plan(1) == FREE_RUN


def test_a_plan_is_the_files_session_in_seconds_with_what_the_runner_adds(programmes):
    plan = programmes["faded-eight"].plan(
        6, 0.75, focus=Focus.PELVIC_DROP, reference=REFERENCE, pain_preset=PainPreset.TENDON, trunk_lean_allowed=True
    )
    assert (plan.programme, plan.number, plan.run_s, plan.feedback_frac) == ("faded-eight", 6, 1800, 0.75)
    assert (plan.warmup_s, plan.off_block_s, plan.retention_s, plan.cooldown_s) == (360, (60, 180), 120, 180)
    assert (plan.focus, plan.reference, plan.pain_preset) == (Focus.PELVIC_DROP, REFERENCE, PainPreset.TENDON)
    assert plan.trunk_lean_allowed
    assert programmes["faded-eight"].plan(6).feedback_frac == 0.5
    assert programmes["one-visit-cadence"].plan(1).focus is Focus.CADENCE


@pytest.mark.parametrize("path", sorted((ROOT / "config" / "programmes").glob("*.toml")), ids=lambda path: path.stem)
def test_every_shipped_file_is_readable_and_says_how_to_change_it(path):
    text = path.read_text(encoding="utf-8")
    assert text.startswith("# ") and "copy this file" in text and "docs/programmes.md" in text
    assert max(map(len, text.splitlines())) <= 120


def test_a_clinics_own_file_joins_and_takes_the_place_of_one_of_the_same_name(tmp_path):
    short = 'title = "Ours"\nfocus = "step_width"\n[[session]]\nrun_min = 12\n[[session]]\nfeedback_frac = 0.5\n'
    found = load_programmes(own(tmp_path, **{"free-run": short, "οκτώ": short}))
    assert list(found) == ["assessment", "faded-eight", "free-run", "one-visit-cadence", "οκτώ"]
    assert (found["free-run"].title, found["οκτώ"].title) == ("Ours", "Ours (οκτώ)")
    assert [session.run_min for session in found["οκτώ"].session] == [12, None]
    assert found["οκτώ"].plan(2).run_s is None


def test_a_folder_that_is_not_there_or_holds_something_else_adds_nothing(tmp_path, programmes):
    own(tmp_path, **{"._faded-eight": "\x00\x05"})
    (tmp_path / "notes.txt").write_text("bring shoes")
    assert load_programmes(tmp_path / "none") == load_programmes(tmp_path) == programmes


def test_every_problem_of_every_file_is_told_at_once(tmp_path):
    said = refused(
        own(
            tmp_path,
            first='titel = "a"\nwarmup_min = 99\nfocus = "knees"\nfeedback = "lamp"\noff_block_min = [3, 0.1]\n'
            "cadence_factor = 1.2\n[[session]]\nrun_min = 15\n[[session]]\nrun_min = 300\nfeedback_fraq = 1\n",
            second='title = "b"\nname = "c"\nfollow_up_days = [90, 30]\nrepeats = true\n[[session]]\n[[session]]\n',
            third="title = \n",
            fourth='title = ""\nsession = []\n',
        )
    )
    first, second = f"{tmp_path / 'first.toml'}: ", f"{tmp_path / 'second.toml'}: "
    assert "Change these and start again" in said
    assert f"{first}titel: no such key. Did you mean title?" in said
    assert f"{first}title: is missing. What the pages call it." in said
    assert f"{first}warmup_min = 99: must be between 0 and 30. Running before the baseline" in said
    assert f"{first}focus = 'knees': must be auto, cadence, knee_cave, " in said
    assert f"{first}feedback = 'lamp': input should be 'error', 'metronome' or 'none'." in said
    assert f"{first}off_block_min.2 = 0.1: must be between 0.5 and 10. Shortest and longest" in said
    assert f"{first}cadence_factor = 1.2: must be between 1.0 and 1.1." in said
    assert f"{first}session.2.run_min = 300: must be between 0 and 120. Training" in said
    assert f"{first}session.2.feedback_fraq: no such key. Did you mean feedback_frac?" in said
    assert f"{second}name: no such key." in said
    assert f"{second}follow_up_days = [90, 30]: must rise." in said
    assert "a programme that repeats has one." in said
    assert f"{tmp_path / 'third.toml'}: is not valid TOML" in said
    assert f"{tmp_path / 'fourth.toml'}: title = ''" in said
    assert f"{tmp_path / 'fourth.toml'}: session = []" in said
    assert "session.1" not in said


def test_a_file_that_can_not_be_read_is_told(tmp_path):
    (tmp_path / "folder.toml").mkdir()
    assert "folder.toml: can not be read: Is a directory." in refused(tmp_path)


def test_programmes_are_found_beside_the_source_and_where_a_wheel_puts_them(tmp_path, programmes):
    source, wheel = tmp_path / "source", tmp_path / "wheel"
    shutil.copytree(ROOT / "config" / "programmes", wheel)
    assert load_programmes(shipped=(source, wheel)) == programmes
    source.mkdir()
    (source / "only.toml").write_text('title = "Only"\n[[session]]\n')
    assert list(load_programmes(shipped=(source, wheel))) == ["only"]
    with pytest.raises(ConfigError, match=r"neither in .*none nor in .*nowhere. Install the station again"):
        load_programmes(shipped=(tmp_path / "none", tmp_path / "nowhere"))


def test_a_wheel_is_told_to_put_them_where_they_are_looked_for():
    packaging = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]["data-files"]
    assert packaging == {"share/station/programmes": ["config/programmes/*.toml"]}
    assert (ROOT / "config" / "programmes", Path(sys.prefix) / "share" / "station" / "programmes") == SHIPPED


def told_keys():
    return {key: cells for key, *cells in re.findall(r"^\| `(?:\[\[)?(\w+)(?:\]\])?` \|([^|]*)\|([^|]*)\|", PAGE, re.M)}


def test_the_page_tells_every_key_with_its_range_and_default():
    told = told_keys()
    for name, field in (ProgrammeFile.model_fields | PlannedSession.model_fields).items():
        unit_and_range, default = (cell.strip() for cell in told[name])
        ends = [getattr(end, kind) for end in field.metadata for kind in ("ge", "le") if hasattr(end, kind)]
        for low, high in pairwise(ends):
            assert f" {low} to {high}" in unit_and_range, name
        if not field.is_required() and isinstance(field.default, bool | int | float):
            assert default == str(field.default).lower(), name
    assert all(f"`{focus}`" in told["focus"][0] for focus in ("auto", *Focus))
    assert all(f"`{kind}`" in told["feedback"][0] for kind in Feedback)


def test_the_page_tells_of_every_programme(programmes):
    assert all(f"| `{name}` |" in PAGE for name in programmes)


def test_every_key_says_what_it_is():
    assert all(field.description for model in (Programme, PlannedSession) for field in model.model_fields.values())


def test_a_copy_that_keeps_its_title_is_told_apart_by_its_name(tmp_path):
    shipped = SHIPPED[0] / "faded-eight.toml"
    (tmp_path / "my-eight.toml").write_text(shipped.read_text(encoding="utf-8"), encoding="utf-8")
    titles = [programme.title for programme in load_programmes(tmp_path).values()]
    assert len(set(titles)) == len(titles) and "Faded feedback, eight sessions (my-eight)" in titles


@pytest.mark.parametrize("line", ['run_min = "15"', "run_min = true"])
def test_a_number_in_quotes_is_no_number(tmp_path, line):
    (tmp_path / "odd.toml").write_text(f'title = "Odd"\n[[session]]\n{line}\n', encoding="utf-8")
    with pytest.raises(ConfigError, match="must be a number, without quotes"):
        load_programmes(tmp_path)
