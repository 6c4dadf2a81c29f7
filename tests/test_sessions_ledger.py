"""What a session keeps beside steps: its stages, notices and pain, and of each cue when it was played."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import islice

import pytest
from beats import REAR, TARGETS, cue, run

from station.errors import StoreError
from station.model import (
    FREE_RUN,
    CueKind,
    Felt,
    Finding,
    Focus,
    Level,
    Metronome,
    Notice,
    NoticeKind,
    Pain,
    PainTime,
    Pick,
    Reference,
    Side,
    Stage,
    Symptom,
    Tally,
)
from station.records import PainEntry, PlayedCue, StageSpan
from station.sessions.recorder import Recorder
from station.sessions.replay import differences
from station.sessions.session_log import Begun, Ended
from station.sessions.store import Store
from station.sessions.writer import Played, Writer

NOON = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
OWN = Reference(162.5, {"fppa_deg": Level(1 / 3, 2.0, 1.1)})
SHORT_S = 7.0


@pytest.fixture
def store(tmp_path):
    opened = Store(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def writer(store):
    return Writer(store)


def begin(store, **changes):
    return Begun(store.next_session_id(), None, REAR, "{}", 100.0, NOON, **changes)


def written(store, writer, beats, **changes):
    """Write a session and return what is kept of it, and its beats."""
    beats = list(beats)
    writer.take(begun := begin(store, **changes))
    for beat in beats:
        writer.take(beat)
    writer.take(Ended(100.0 + SHORT_S, NOON))
    writer.write()
    return store.session(begun.session_id), beats


def advised(frame, **advice):
    """Return a short run whose beats from a frame on are so advised."""
    beats = list(run(SHORT_S))
    for n in range(frame, len(beats)):
        beats[n] = replace(beats[n], advice=replace(beats[n].advice, **advice))
    return beats


def told(frame, *commands):
    beats = list(run(SHORT_S))
    beats[frame] = replace(beats[frame], commands=commands)
    return beats


def test_stages_are_kept_as_they_change_and_the_last_ends_with_the_session(store, writer):
    beats = advised(165, stage=Stage.SOLO)
    kept, _ = written(store, writer, beats)
    solo_t = beats[165].sighting.t
    assert kept.stages == (
        StageSpan(Stage.BASELINE, 100.0, 104.0),
        StageSpan(Stage.COACHING, 104.0, solo_t),
        StageSpan(Stage.SOLO, solo_t, 107.0),
    )


def test_a_metronome_that_changes_its_tempo_and_not_its_phase_is_kept_once(store, writer):
    beats = advised(150, metronome=Metronome(174.2, 105.0))
    beats[170:] = [
        replace(beat, advice=replace(beat.advice, metronome=Metronome(174.2, 105.9))) for beat in beats[170:]
    ]
    beats[180:] = [
        replace(beat, advice=replace(beat.advice, metronome=Metronome(171.0, 105.9))) for beat in beats[180:]
    ]
    kept, _ = written(store, writer, beats)
    assert [(span.stage, span.metronome_spm) for span in kept.stages] == [
        (Stage.BASELINE, None),
        (Stage.COACHING, None),
        (Stage.COACHING, 174.2),
        (Stage.COACHING, 171.0),
    ]


def test_notices_are_kept_in_their_order(store, writer):
    first = Notice(101.0, NoticeKind.PHASE, "Baseline: run as you always do.")
    second = Notice(101.0, NoticeKind.REFUSED, "Ουδέν.")
    beats = list(run(SHORT_S))
    beats[30] = replace(beats[30], advice=replace(beats[30].advice, notices=(first, second)))
    kept, _ = written(store, writer, beats)
    assert kept.notices == (first, second)


def test_the_sessions_own_baseline_and_its_last_tally_are_kept(store, writer):
    tally = {Stage.COACHING: Tally(40, 31), Stage.SOLO: Tally(7, 3)}
    beats = advised(150, own=OWN, tally={Stage.COACHING: Tally(9, 9)})
    beats[-1] = replace(beats[-1], advice=replace(beats[-1].advice, tally=tally))
    kept, _ = written(store, writer, beats)
    assert (kept.own, kept.tally) == (OWN, tally)


def test_a_session_without_baseline_has_none(store, writer):
    kept, _ = written(store, writer, islice(run(SHORT_S), 60))
    assert (kept.own, kept.tally, kept.plan) == (None, {}, FREE_RUN)


def test_pain_is_kept_from_before_to_the_next_morning(store, writer):
    beats = told(90, Pick(Focus.CADENCE), Pain(3), Pain(2, PainTime.AFTER))
    plan = replace(FREE_RUN, pain_before=1)
    kept, _ = written(store, writer, beats, plan=plan)
    t = beats[90].sighting.t
    at = NOON + timedelta(seconds=t - 100.0)
    assert kept.pain == (
        PainEntry(PainTime.BEFORE, 1, NOON),
        PainEntry(PainTime.DURING, 3, at, t),
        PainEntry(PainTime.AFTER, 2, at, t),
    )
    store.add_pain(1, PainTime.NEXT_MORNING, 0)
    last = store.session(1).pain[-1]
    assert (last.when, last.score, last.t) == (PainTime.NEXT_MORNING, 0, None)
    assert abs(last.at - datetime.now(UTC)) < timedelta(minutes=1)


def test_pain_that_makes_no_sense_is_refused_in_words(store, writer):
    written(store, writer, [])
    for score in (-1, 11):
        with pytest.raises(StoreError, match=r"from 0 \(none\) to 10"):
            store.add_pain(1, PainTime.AFTER, score)
    with pytest.raises(StoreError, match="There is no session 8"):
        store.add_pain(8, PainTime.AFTER, 3)
    assert store.session(1).pain == ()


def test_symptoms_are_told_with_their_time(store, writer):
    beats = told(90, Felt(Symptom.DIZZINESS), Felt(Symptom.LOCKING))
    kept, _ = written(store, writer, beats)
    t = beats[90].sighting.t
    assert kept.symptoms == ((t, Symptom.DIZZINESS), (t, Symptom.LOCKING))


def fired(*cues):
    """Return a run on whose last beats these cues fire."""
    beats = list(run(4.5))
    for beat, one in zip(reversed(beats), reversed(cues), strict=False):
        beats[beats.index(beat)] = replace(beat, advice=replace(beat.advice, cue=one))
    return beats


LEFT = replace(cue(side=Side.LEFT, t=104.4), due_t=104.55, lands_t=104.9)
RIGHT = replace(
    cue(side=Side.RIGHT, t=104.45), finding=Finding(CueKind.KNEE_OUT, Side.RIGHT, "fppa_deg", 9.1, 6.1, 5, 3, 1.7)
)


def test_the_ledger_tells_when_each_cue_was_played_and_of_one_that_never_was(store, writer):
    writer.take(begin(store))
    for beat in fired(LEFT, RIGHT):
        writer.take(beat)
    writer.take(Played(1, LEFT, 104.55))
    writer.write()
    kept = store.session(1)
    assert kept.ledger == (PlayedCue(LEFT, 104.55), PlayedCue(RIGHT, None))
    assert kept.cues == (LEFT, RIGHT)


def test_a_cue_that_is_played_after_it_was_committed_is_told_later(store, writer):
    writer.take(begin(store))
    for beat in fired(LEFT, RIGHT):
        writer.take(beat)
    writer.write()
    writer.take(Played(1, RIGHT, 104.7))
    writer.write()
    assert [one.played_t for one in store.session(1).ledger] == [None, 104.7]


def test_a_cue_that_is_played_before_its_beat_is_offered_is_told_with_it(store, writer):
    *first, last = fired(RIGHT)
    writer.take(begin(store))
    for beat in first:
        writer.take(beat)
    writer.take(Played(1, RIGHT, 104.5))
    writer.write()
    writer.take(last)
    writer.write()
    assert [one.played_t for one in store.session(1).ledger] == [104.5]


def test_a_cue_whose_playing_comes_after_the_end_is_told_of_its_own_session(store, writer):
    written(store, writer, fired(LEFT))
    writer.take(Played(1, LEFT, 104.6))
    writer.write()
    writer.take(begin(store))
    writer.take(Played(1, replace(LEFT, t=999.0), 104.9))
    for beat in fired(LEFT):
        writer.take(beat)
    writer.take(Ended(108.0, NOON))
    writer.write()
    assert [[one.played_t for one in store.session(number).ledger] for number in (1, 2)] == [[104.6], [None]]
    assert writer.warnings == ()


def test_what_was_played_waits_while_the_record_refuses(store, writer, monkeypatch):
    writer.take(begin(store))
    for beat in fired(LEFT):
        writer.take(beat)
    writer.write()
    writer.take(Played(1, LEFT, 104.55))
    with monkeypatch.context() as broken:
        broken.setattr(store, "transaction", lambda writes: (_ for _ in ()).throw(OSError(28, "full")))
        writer.write()
        assert "not being saved" in writer.warnings[0]
    writer.write()
    assert (writer.warnings, store.session(1).ledger) == ((), (PlayedCue(LEFT, 104.55),))


def test_the_recorder_is_told_from_any_thread_and_asks_nothing(store):
    recorder = Recorder(store)
    recorder.played(LEFT, 1.0)
    recorder.begin(REAR, None, 100.0, "{}")
    for beat in fired(LEFT, RIGHT):
        recorder.record(beat)
    recorder.played(LEFT, 104.55)
    recorder.end(105.0)
    recorder.played(RIGHT, 104.8)
    recorder.close()
    assert [one.played_t for one in store.session(1).ledger] == [104.55, 104.8]


def test_a_replay_compares_stages_targets_notices_and_the_whole_ledger_but_not_the_playing(store, writer):
    notice = Notice(103.0, NoticeKind.PHASE, "Baseline.")
    beats = fired(LEFT)
    beats[10] = replace(beats[10], advice=replace(beats[10].advice, notices=(notice,)))
    written(store, writer, beats)
    writer.take(Played(1, LEFT, 104.6))
    writer.write()
    record = store.session(1)
    assert differences(record, beats) == []
    beats[-1] = replace(beats[-1], advice=replace(beats[-1].advice, cue=replace(LEFT, due_t=104.56), stage=Stage.SOLO))
    beats[-2] = replace(beats[-2], advice=replace(beats[-2].advice, targets=replace(TARGETS, left_knee=None)))
    beats[10] = replace(beats[10], advice=replace(beats[10].advice, notices=()))
    assert [line.split(" was ")[0] for line in differences(record, beats)] == [
        "cue 1: due_t",
        "targets 3: only in the replay",
        "targets 4: only in the replay",
        "stage 3: only in the replay",
        "notice 1: only in the record",
    ]
    assert differences(replace(record, stages=(), notices=()), fired(LEFT)) == []
