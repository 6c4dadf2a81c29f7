"""Eyes that look at a recording."""

from pathlib import Path

from station.eyes import RecordedEyes
from station.model import Setup, Sighting, View
from station.posestream import PoseWriter
from station.runtime.pool import in_order
from station.runtime.threads import Life
from station.settings_file import load_settings


def test_a_recording_tells_at_its_end_what_was_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "run.poses.jsonl"
    with PoseWriter(path, Setup(View.REAR, 720, 1280)) as writer:
        for t in (1.0, 1.02, 0.5, 1.04):
            writer.write(Sighting(t, None))
    life = Life()
    eyes = RecordedEyes(load_settings(), path, life)
    assert eyes.trouble() == ()
    eyes.start(life)
    assert [sighting.t for sighting in in_order(eyes.sightings)] == [1.0, 1.02, 1.04]
    over, passed_over = eyes.trouble()
    assert (over, passed_over[-2:]) == ("The recording is over.", "1.")
    eyes.close()
