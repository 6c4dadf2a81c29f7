"""The recorder: what the loop offers is in the record, to the bit."""

import gzip
import subprocess
import sys
import threading
from dataclasses import replace
from datetime import UTC, datetime
from itertools import islice, takewhile

import pytest
from beats import REAR, TARGETS, cue, frames_saved, run, step
from sqlalchemy import select

from station import __version__
from station.cadence import mean_cadence_spm
from station.errors import StoreError
from station.model import Aim, Mute, Retarget, Start, Targets
from station.posestream import PoseReader
from station.sessions.recorder import QUEUE_BEATS, Recorder
from station.sessions.replay import differences, replay_input
from station.sessions.schema import SessionRow
from station.sessions.session_log import Begun, Ended
from station.sessions.store import Store
from station.sessions.writer import Missed, Writer

NOON = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)


class Wall:
    """A wall clock that a test moves."""

    now = NOON

    def __call__(self):
        return self.now


@pytest.fixture
def store(tmp_path):
    opened = Store(tmp_path)
    yield opened
    opened.close()


def recorded(store, beats, runner_id=None, t_end=None):
    beats = list(beats)
    recorder = Recorder(store, wall=Wall())
    recorder.begin(REAR, runner_id, beats[0].sighting.t, '{"pose": {}}')
    for beat in beats:
        recorder.record(beat)
    recorder.end(beats[-1].sighting.t if t_end is None else t_end)
    recorder.close()
    return beats


def test_a_session_is_kept_whole_and_to_the_bit(store):
    beats = recorded(store, run(8.0))
    kept = store.session(1)
    assert kept.setup == REAR
    assert kept.t_start == beats[0].sighting.t
    assert kept.steps == tuple(step for beat in beats for step in beat.measured.steps)
    assert kept.cues == tuple(beat.advice.cue for beat in beats if beat.advice.cue)
    assert [targets for _, targets in kept.targets] == [Targets(), TARGETS]
    assert len(kept.steps) == 22 and len(kept.cues) == 1


def test_a_summary_tells_who_when_and_how_it_was(store):
    zoe = store.add_runner("Zoé")
    recorded(store, run(8.0), zoe.runner_id, t_end=108.5)
    summary = store.session(1).summary
    assert (summary.runner_id, summary.runner_name, summary.interrupted) == (zoe.runner_id, "Zoé", False)
    assert (summary.started_at, summary.ended_at, summary.duration_s) == (NOON, NOON, 8.5)
    assert (summary.steps, summary.cues, summary.cadence_spm) == (22, 1, pytest.approx(60 / 0.36))


def test_sessions_are_listed_newest_first_and_by_runner(store):
    zoe = store.add_runner("Zoé")
    for runner_id in (None, zoe.runner_id, 4711):
        recorded(store, run(0.2), runner_id)
    assert [(one.session_id, one.runner_name) for one in store.sessions()] == [(3, "Guest"), (2, "Zoé"), (1, "Guest")]
    assert [one.session_id for one in store.sessions(zoe.runner_id)] == [2]
    assert store.sessions()[0].cadence_spm is None
    assert [one.session_id for one in store.sessions(before=3, most=1)] == [2]
    assert [one.session_id for one in store.sessions(zoe.runner_id, before=2)] == []


def test_notes_are_kept_with_their_session(store):
    recorded(store, run(0.2))
    before = datetime.now(UTC)
    store.add_note(1, "Left shoe is worn.")
    store.add_note(1, "Ελάτε ξανά.")
    first, second = store.session(1).notes
    assert (first.text, second.text) == ("Left shoe is worn.", "Ελάτε ξανά.")
    assert before <= first.written_at <= second.written_at <= datetime.now(UTC)


def test_the_number_and_name_of_a_session_are_known_at_once(store):
    zoe, recorder = store.add_runner("Zoé"), Recorder(store, commit_every_s=60)
    first, second = (recorder.begin(REAR, runner_id, 5.0, "{}") for runner_id in (zoe.runner_id, None))
    assert (first.session_id, first.runner_name, first.t_start) == (1, "Zoé", 5.0)
    assert (second.session_id, second.runner_name) == (2, "Guest")
    recorder.close()
    assert [one.interrupted for one in store.sessions()] == [False, False]


def test_closing_ends_a_session_at_its_last_beat(store):
    recorder = Recorder(store)
    recorder.begin(REAR, None, 100.0, "{}")
    for beat in run(2.0):
        recorder.record(beat)
    recorder.close()
    assert store.session(1).summary.duration_s == pytest.approx(2.0 - 1 / 30)
    assert not store.session(1).summary.interrupted


def test_beats_without_a_session_are_not_kept(store, tmp_path):
    recorder = Recorder(store)
    for beat in run(1.0):
        recorder.record(beat)
    recorder.end(200.0)
    recorder.close()
    assert store.sessions() == ()
    assert list((tmp_path / "sessions").iterdir()) == []


def test_the_pose_stream_is_kept_without_the_face(store):
    beats = recorded(store, run(3.0))
    reader = PoseReader(store.poses_path(1))
    seen = list(reader)
    assert reader.setup == REAR
    assert [sighting.t for sighting in seen] == [beat.sighting.t for beat in beats]
    assert [sighting.pose is None for sighting in seen] == [beat.sighting.pose is None for beat in beats]
    for sighting, beat in zip(seen, beats, strict=True):
        if beat.sighting.pose:
            assert sighting.pose.points[11:].tobytes() == beat.sighting.pose.points[11:].tobytes()
    text = gzip.decompress(store.poses_path(1).read_bytes())
    assert b"nose" not in text and b"left_knee" in text


def test_a_replay_is_handed_every_command_before_its_frame_and_finds_no_difference(store):
    beats = list(run(6.0))
    beats[0] = replace(beats[0], commands=(Start(None),))
    beats[70] = replace(beats[70], commands=(Mute(True), Retarget(TARGETS)))
    recorded(store, beats)
    setup, settings_json, inputs = replay_input(store, 1)
    handed = list(inputs)
    assert (setup, settings_json) == (REAR, '{"pose": {}}')
    assert [commands for commands, _ in handed] == [(), *(beat.commands for beat in beats[1:])]
    assert [sighting.t for _, sighting in handed] == [beat.sighting.t for beat in beats]
    assert differences(store.session(1), beats) == []


def test_a_session_keeps_the_cameras_aim_to_the_bit(store):
    aim = Aim(2.9 / 7, -1.4 / 3, 3.0, 0.9, 0.41, 0.93, 1 / 3, 912.5)
    recorder = Recorder(store)
    recorder.begin(replace(REAR, aim=aim), None, 0.0, "{}")
    recorder.close()
    setup, _, _ = replay_input(store, 1)
    assert setup == store.session(1).setup == replace(REAR, aim=aim)


def test_differences_name_what_changed_in_the_last_bit(store):
    beats = recorded(store, run(6.0))
    where = next(i for i, beat in enumerate(beats) if beat.measured.steps)
    first = beats[where].measured.steps[0]
    moved = replace(first, t_midstance_s=first.t_midstance_s * (1 + 2**-52), metrics={})
    beats[where] = replace(beats[where], measured=replace(beats[where].measured, steps=(moved,)))
    told = differences(
        store.session(1), [*beats[:-20], replace(beats[-1], advice=replace(beats[-1].advice, cue=cue()))]
    )
    assert [line.split(" was ")[0] for line in told[:3]] == [
        "step 1: t_midstance_s",
        "step 1: fppa_deg",
        "step 1: pelvic_drop_deg",
    ]
    assert "step 15: only in the record" in told
    assert "cue 2: only in the replay" in told


def test_replaying_no_session_says_which_there_are(store):
    with pytest.raises(StoreError, match="There is no session 1; there is none"):
        replay_input(store, 1)
    recorded(store, run(0.2))
    with pytest.raises(StoreError, match="There is no session 9; the last is 1"):
        replay_input(store, 9)


def test_beats_that_found_the_queue_full_are_counted_in_their_session(store):
    writer, beats = Writer(store), run(3.0)
    recorded(store, run(0.2))
    writer.take(begun := begin(store))
    for beat in islice(beats, 30):
        writer.take(beat)
    writer.take(Missed(7))
    writer.write()
    with store.db() as db:
        row = db.get(SessionRow, begun.session_id)
        assert (row.frames, row.frames_lost) == (30, 7)
    assert writer.warnings == ("7 frames of this session could not be saved.",)


def test_what_one_session_lost_is_not_said_of_the_next(store):
    writer = Writer(store)
    writer.take(begin(store))
    writer.take(next(run(1.0)))
    writer.take(Missed(7))
    writer.take(Ended(101.0, NOON))
    writer.write()
    assert writer.warnings == ("7 frames of this session could not be saved.",)
    writer.write()
    assert writer.warnings == ()


def test_beats_that_were_missed_stand_where_they_are_missing(store, monkeypatch):
    gate, noted = threading.Event(), []

    class Noted(Writer):
        def take(self, offer):
            noted.append(offer)
            super().take(offer)
            assert gate.wait(20)

    monkeypatch.setattr("station.sessions.recorder.QUEUE_BEATS", 10)
    monkeypatch.setattr("station.sessions.recorder.Writer", Noted)
    recorder, beats = Recorder(store, commit_every_s=0.01), list(run(2.0))
    recorder.begin(REAR, None, 100.0, "{}")
    for beat in beats[:40]:
        recorder.record(beat)
    assert recorder.beats_missed > 0
    gate.set()
    saved_all(store, 40 - recorder.beats_missed)
    for beat in beats[40:]:
        recorder.record(beat)
    recorder.close()
    place = 0
    for offer in noted[1:-1]:
        assert isinstance(offer, Missed) or offer is beats[place]
        place += offer.beats if isinstance(offer, Missed) else 1
    assert place == len(beats)


def test_the_cadence_in_a_list_is_that_of_the_legs_however_many_steps_each_made(store):
    beats = list(run(0.5))
    uneven = [replace(step(n), step_time_s=time_s) for n, time_s in enumerate([0.40, 0.32, 0.40, 0.32, 0.40])]
    beats[-1] = replace(beats[-1], measured=replace(beats[-1].measured, steps=tuple(uneven)))
    beats = [replace(beat, measured=replace(beat.measured, steps=())) for beat in beats[:-1]] + beats[-1:]
    recorded(store, beats)
    assert store.sessions()[0].cadence_spm == mean_cadence_spm(uneven) == pytest.approx(60 / 0.36)


@pytest.mark.parametrize(("commands", "muted"), [((Mute(True),), True), ((Mute(False),), False), ((), False)])
def test_a_session_says_whether_it_was_muted(store, commands, muted):
    beats = list(run(0.2))
    beats[2] = replace(beats[2], commands=commands)
    recorded(store, beats)
    assert store.session(1).was_muted is muted


def begin(store, t=100.0):
    return Begun(store.next_session_id(), None, REAR, "{}", t, NOON)


def test_the_settings_and_the_version_are_kept(store):
    recorded(store, run(0.2))
    with store.db() as db:
        row = db.scalars(select(SessionRow)).one()
        assert (row.settings, row.station_version) == ('{"pose": {}}', __version__)


def test_two_stations_can_not_record_into_one_folder(store, tmp_path):
    first = Recorder(store)
    with pytest.raises(StoreError, match="Another station is recording"):
        Recorder(Store(tmp_path))
    first.close()
    Recorder(Store(tmp_path)).close()


def test_a_record_that_is_read_while_it_is_written_is_not_closed_as_a_ruin(store, tmp_path):
    recorder = Recorder(store, commit_every_s=0.01)
    recorder.begin(REAR, None, 100.0, "{}")
    for beat in run(1.0):
        recorder.record(beat)
    saved_all(store, 30)
    seen = Store(tmp_path).session(1).summary
    recorder.close()
    assert (seen.ended_at, seen.interrupted, seen.steps) == (None, False, 2)
    assert seen.duration_s == pytest.approx(1.0 - 1 / 30)


def saved_all(store, frames):
    tick = threading.Event()
    waited = takewhile(lambda _: frames_saved(store) < frames, range(3000))
    assert sum(1 for _ in waited if not tick.wait(0.01)) < 3000


def test_a_new_session_never_takes_the_number_of_a_stream_that_lost_its_session(store, tmp_path):
    (tmp_path / "sessions" / "41.poses.jsonl.gz").write_bytes(b"")
    recorded(store, run(0.2))
    assert store.sessions()[0].session_id == 42


def test_no_picture_is_ever_written(store, tmp_path):
    recorded(store, run(20.0))
    store.close()
    written = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert {path.name for path in written} >= {"station.db", "1.poses.jsonl.gz"}
    for path in written:
        content = path.read_bytes()
        content = gzip.decompress(content) if path.suffix == ".gz" else content
        for signature in (b"\xff\xd8\xff", b"\x89PNG", b"ftyp", b"RIFF", b"GIF8", b"\x1a\x45\xdf\xa3", b"matroska"):
            assert signature not in content, path


def test_a_crash_in_the_thread_is_said_and_the_loop_may_go_on_offering(store, caplog):
    recorder = Recorder(store)
    recorder.begin(REAR, None, 100.0, "{}")
    beat = next(run(1.0))
    recorder.record(replace(beat, measured=None))
    (thread,) = [one for one in threading.enumerate() if one.name == "recorder"]
    recorder.end(101.0)
    thread.join()
    recorder.begin(REAR, None, 102.0, "{}")
    for _ in range(QUEUE_BEATS + 100):
        recorder.record(beat)
    recorder.close()
    assert recorder.warnings[0].startswith("The recorder has stopped")
    assert recorder.beats_missed >= 100
    assert len(caplog.records) == 1


def test_beats_that_find_the_queue_full_are_counted_and_the_rest_is_kept(store, monkeypatch):
    monkeypatch.setattr("station.sessions.recorder.QUEUE_BEATS", 20)
    recorder = Recorder(store, commit_every_s=60)
    recorder.begin(REAR, None, 100.0, "{}")
    beats = list(run(20.0))
    for beat in beats:
        recorder.record(beat)
    recorder.close()
    with store.db() as db:
        row = db.get(SessionRow, 1)
        assert recorder.beats_missed == row.frames_lost > 0
        assert row.frames + row.frames_lost == len(beats)


EXIT = """
import sys
sys.path.insert(0, {tests!r})
from pathlib import Path
from beats import REAR, run
from station.sessions.recorder import QUEUE_BEATS, Recorder
from station.sessions.store import Store
recorder = Recorder(Store(Path({folder!r})), commit_every_s=60)
recorder.begin(REAR, None, 100.0, "{{}}")
for beat in run(2.0): recorder.record(beat)
raise SystemExit("out of the door")
"""


def test_a_program_that_ends_without_closing_loses_nothing(tmp_path, request):
    code = EXIT.format(tests=str(request.path.parent), folder=str(tmp_path))
    subprocess.run([sys.executable, "-c", code], check=False, capture_output=True)
    summary = Store(tmp_path).session(1).summary
    assert (summary.steps, summary.interrupted) == (5, False)
