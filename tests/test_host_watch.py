"""The real station on a Pi that grows warm: a tree of files says so, landmarkers rest, the page says why."""

import shutil
import time
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from pi_tree import PiTree
from test_dashboard_health import PAGE, fetched, samples
from test_live import settings_of, until

from station.appliance.probes import Probes
from station.host_watch import HostWatch
from station.live import Station
from station.model import Frame, Pose, Start, View
from station.settings import VirtualSettings
from station.vision.virtual.poses import sightings
from station.vision.virtual.runner import VirtualRunner

SLOW_S = 0.08
"""One of these landmarkers manages some ten poses a second, as a Pi's core does."""
SECONDS = 40


class Knowing:
    """A landmarker that takes its time, and then knows where the virtual runner's joints are."""

    def __init__(self) -> None:
        self.found = 0
        self._poses = [seen.pose for seen in sightings(VirtualRunner(VirtualSettings()), View.FRONT, SECONDS)]

    def find(self, frame: Frame) -> Pose | None:
        time.sleep(SLOW_S)
        self.found += 1
        pose = self._poses[round(frame.t * len(self._poses) / SECONDS) % len(self._poses)]
        return replace(pose, t=frame.t) if pose else None

    def close(self) -> None:
        """Hold nothing."""


@pytest.fixture
def pi(tmp_path: Path) -> PiTree:
    tree = PiTree(tmp_path / "pi")
    tree.is_a_pi()
    tree.temperature(52)
    tree.throttled(0)
    tree.timesyncd(synchronized=True)
    return tree


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look often, and let heat settle at once: minutes in seconds."""
    monkeypatch.setattr("station.host_watch.LOOK_EVERY_S", 0.3)
    monkeypatch.setattr("station.runtime.cooling.SETTLE_S", 1.0)


def test_a_pi_that_grows_warm_gives_fewer_poses_says_why_coaches_on_and_recovers(
    tmp_path: Path, pose_model: Path, pi: PiTree, hurried: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    landmarkers = [Knowing(), Knowing()]
    monkeypatch.setattr("station.eyes.open_landmarkers", lambda settings, number: landmarkers)
    shutil.copytree(pose_model.parent, tmp_path / "models")
    settings = settings_of(tmp_path, pose={"landmarkers": 2})
    with closing(Station(settings, look_at_host=Probes(tmp_path, pi.root).look)) as station:
        station.start()
        station.post(Start())
        until(lambda: (station.vitals().usual_hz or 0) > 1.3 / SLOW_S)
        assert station.vitals().resting == 0

        pi.temperature(82)
        until(lambda: station.vitals().resting == 1)
        usual_hz = station.vitals().usual_hz  # learnt while it was cool, and kept
        assert usual_hz
        until(lambda: station.vitals().poses_hz < 0.75 * usual_hz)
        rested = landmarkers[1].found
        until(lambda: (s := station.snapshot()) and any("warm (82 °C)" in words for words in s.warnings))
        snapshot = station.snapshot()
        assert snapshot and snapshot.session
        (words,) = [words for words in snapshot.warnings if "warm" in words]
        assert words.startswith("The Pi is warm (82 °C): ") and words.endswith(". Give it air.")
        assert f"instead of {usual_hz:.0f}" in words
        told = samples(fetched(f"{station.address}/metrics")[2])
        assert told["station_landmarkers_resting", ""] == 1 and told["station_temperature_celsius", ""] == 82
        health = station.health()
        assert health["ok"] is True and health["landmarkers_resting"] == 1 and health["temperature_c"] == 82
        assert [key for key in health if f"`{key}`" not in PAGE.read_text(encoding="utf-8")] == []
        until(lambda: (s := station.snapshot()) and s.estimate.running and s.advice.silence is None)  # it coaches on

        assert landmarkers[1].found <= rested + 1  # it may have been at one when it was sent to rest

        pi.temperature(60)
        until(lambda: station.vitals().resting == 0)
        rested = landmarkers[1].found
        until(lambda: landmarkers[1].found > rested + 20)  # it works again
        until(lambda: (s := station.snapshot()) and not any("warm" in words for words in s.warnings))


def test_a_station_whose_machine_can_not_be_looked_at_goes_on_and_says_so(
    tmp_path: Path, pose_model: Path, caplog: pytest.LogCaptureFixture
) -> None:
    def broken() -> None:
        raise OSError("too many open files")

    shutil.copytree(pose_model.parent, tmp_path / "models")
    with closing(Station(settings_of(tmp_path), look_at_host=broken)) as station:  # type: ignore[arg-type]
        station.start()
        until(lambda: (s := station.snapshot()) and any("too many open files" in words for words in s.warnings))
        assert station.health()["ok"] is True
    assert "not watched any more" in caplog.text


def test_it_can_be_closed_before_it_was_started(tmp_path: Path) -> None:
    class Eyes:
        landmarkers, spare = 2, 1

    HostWatch(Probes(tmp_path).look, Eyes(), None, lan=False).close()  # type: ignore[arg-type]
