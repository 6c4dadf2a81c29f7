"""The judge of `make powercut` sees what is missing; the cuts themselves need a guest."""

from copy import deepcopy

import pytest

from tools.platform.powercut import old_record
from tools.platform.powercut.judge import Acknowledged, judge, judge_old
from tools.platform.powercut.told import Teller, told

ROW = {
    "frames": 60,
    "t_start": 1.0,
    "t_last": 3.0,
    "t_end": None,
    "interrupted": 0,
    "steps": 4,
    "cues": 1,
    "commands": 0,
    "stages": 1,
    "targets": 0,
}
FOUND = {"integrity": "ok", "orphans": 0, "sessions": {"1": ROW}, "notes": [1, 2], "streams": {"1": 63}}
CLOSED = {"integrity": "ok", "sessions": {"1": ROW | {"t_end": 2.9, "interrupted": 1}}}


@pytest.fixture
def acknowledged():
    known = Acknowledged()
    known.take([{"what": "row", "session": "1", **ROW}, {"what": "note", "number": 2}])
    known.take([{"what": "live", "session": "1", "t": 3.4}])
    return known


def test_all_that_was_acknowledged_is_there(acknowledged):
    verdict = judge(acknowledged, FOUND, CLOSED, "1")
    assert (verdict.problems, verdict.checked) == ([], 2)
    assert verdict.lost_s == pytest.approx(0.4)


@pytest.mark.parametrize(
    ("change", "told_so"),
    [
        (lambda found, _: found["sessions"].clear(), "session 1 was acknowledged and is gone"),
        (lambda found, _: found["sessions"]["1"].update(steps=3), "4 steps were acknowledged, 3 are there"),
        (lambda found, _: found["notes"].remove(2), "notes [2] were acknowledged"),
        (lambda found, _: found["streams"].update({"1": 59}), "60 frames promised, 59 can be read"),
        (lambda found, _: found.update(integrity="row missing"), "integrity_check: row missing"),
        (lambda found, _: found.update(orphans=1), "point at nothing"),
        (lambda _, opened: opened["sessions"]["1"].update(t_end=None), "is not closed"),
        (lambda _, opened: opened["sessions"]["1"].update(interrupted=0), "is not told so"),
    ],
)
def test_each_loss_is_seen(acknowledged, change, told_so):
    found, opened = deepcopy(FOUND), deepcopy(CLOSED)
    change(found, opened)
    assert any(told_so in problem for problem in judge(acknowledged, found, opened, "1").problems)


def test_a_session_that_had_ended_may_not_be_told_as_cut_off(acknowledged):
    acknowledged.take([{"what": "row", "session": "1", **ROW, "t_end": 2.9}])
    ended = {**FOUND, "sessions": {"1": ROW | {"t_end": 2.9}}}
    assert "is told to have been interrupted" in judge(acknowledged, ended, CLOSED, None).problems[0]


def test_an_old_record_is_whole_before_or_after_and_never_changed_without_a_copy(tmp_path):
    old_record.make(tmp_path / "station.db")
    assert (
        list(judge_old({**old_record._look(tmp_path / "station.db"), "copies": [], "opens": old_record.SESSIONS})) == []
    )
    found = old_record.found(tmp_path)
    assert found["version"] == old_record.FIRST
    assert list(judge_old(found)) == []
    after = old_record.found(tmp_path)
    assert after["version"] != old_record.FIRST
    assert [copy["version"] for copy in after["copies"]] == [old_record.FIRST]
    assert list(judge_old(after)) == []
    assert "without a copy" in next(judge_old({**after, "copies": []}))
    assert "not whole" in next(judge_old({**after, "steps": 3}))
    assert "gone" in next(judge_old(None))


def test_a_line_that_a_cut_tore_is_left_out(tmp_path):
    Teller(tmp_path)("row", session="1")
    with open(tmp_path / "told.jsonl", "ab") as file:
        file.write(b'{"what": "no')
    assert [line["what"] for line in told(tmp_path)] == ["row"]
