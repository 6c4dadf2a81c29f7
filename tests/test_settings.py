import re
import tomllib
from pathlib import Path

import pytest

from station.errors import ConfigError
from station.model import View
from station.settings import Settings
from station.settings_file import documented, load_settings

CONFIG = Path(__file__).parent.parent / "config" / "station.toml"


def refused(tmp_path: Path, text: str) -> str:
    path = tmp_path / "station.toml"
    path.write_text(text)
    with pytest.raises(ConfigError) as caught:
        load_settings(path)
    assert caught.value.exit_code == 78
    return str(caught.value)


def test_the_file_in_config_shows_every_setting_as_it_is() -> None:
    assert CONFIG.read_text().splitlines() == list(documented()), "run: station settings > config/station.toml"


def test_the_file_in_config_changes_nothing() -> None:
    assert load_settings(CONFIG) == Settings()


def test_every_example_in_the_file_is_a_value_that_is_accepted() -> None:
    lines = [line.removeprefix("# ") for line in documented() if re.match(r"# \w+ = |\[", line)]
    shown = tomllib.loads("\n".join(line for line in lines if "not set" not in line))
    assert Settings.model_validate(shown).model_dump(exclude={"store"}) == Settings().model_dump(exclude={"store"})


def test_all_problems_are_told_at_once_with_the_nearest_name(tmp_path: Path) -> None:
    said = refused(
        tmp_path, '[camera]\nwidht_px = 3\nheight_px = "a"\n[dashbord]\nport = 1\n[dashboard]\nport = 99999\n'
    )
    assert "Did you mean width_px?" in said
    assert "camera.height_px = 'a'" in said
    assert "Did you mean dashboard?" in said
    assert "dashboard.port = 99999" in said
    assert "65535" in said


def test_the_whole_range_is_told_whichever_end_was_crossed(tmp_path: Path) -> None:
    said = refused(
        tmp_path,
        "[coaching]\nbaseline_s = 3\n[camera]\nexposure_ms = 0\nrotation_deg = 45\n[runner]\nheight_m = nan\n"
        "[virtual]\nseed = -1\n",
    )
    assert "coaching.baseline_s = 3: must be between 10 and 120." in said
    assert "camera.exposure_ms = 0: must be over 0 and at most 33." in said
    assert "camera.rotation_deg = 45: must be between 0 and 270 in steps of 90." in said
    assert "runner.height_m = nan: must be between 0.8 and 2.5." in said
    assert "virtual.seed = -1: must be at least 0." in said


def test_pins_given_twice_and_faults_that_make_no_sense_are_told_with_all_the_rest(tmp_path: Path) -> None:
    said = refused(
        tmp_path,
        "[signals]\nleft_lamp_pin = 27\nbutton_pin = 22\nbuzzer_pin = 99\n"
        '[virtual]\nfaults = ["fall@3+1", "drop@3", "step_off@5+1", "stand@9+0", "nobody@4+2"]\n'
        "[coaching]\nmean_steps = 1\n",
    )
    assert "signals.right_lamp_pin = 27: left_lamp_pin has this pin; give each its own." in said
    assert "signals.button_pin = 22: red_pin has this pin; give each its own." in said
    assert "signals.buzzer_pin = 99: must be between 0 and 27." in said
    assert "'fall@3+1': no such kind; there are drop, nobody, step_off, stand, second_person." in said
    assert "'drop@3': write KIND@START+LENGTH with seconds" in said
    assert "'step_off@5+1': the length must be over 1.6 s." in said
    assert "'stand@9+0': the length must be over 0 s." in said
    assert "nobody@4+2" not in said
    assert "coaching.mean_steps = 1: must be between 3 and 20." in said


def test_lamps_of_the_bar_need_pins_of_their_own_too(tmp_path: Path) -> None:
    said = refused(tmp_path, "[signals]\nbar_pins = [5, 5, 17, 27, 9]\n")
    assert (
        "signals.bar_pins = [5, 5, 17, 27, 9]: left_lamp_pin has pin 17, right_lamp_pin has pin 27, "
        "pin 5 stands there twice; give each lamp its own." in said
    )
    assert "buzzer_pin has pin 6; give each lamp its own." in refused(tmp_path, "[signals]\nbuzzer_pin = 6\n")
    assert "signals.bar_pins.5: is missing." in refused(tmp_path, "[signals]\nbar_pins = [5, 6, 13, 19]\n")


def test_no_name_is_offered_that_is_not_near(tmp_path: Path) -> None:
    said = refused(tmp_path, "[nonsense]\na = 1\n")
    assert "nonsense: no such setting. There are: camera, second_camera, pose," in said
    assert "Did you mean" not in said


@pytest.mark.parametrize("text", ["[camera\n", "\xff\xfe", "camera = 3\n"])
def test_a_file_that_makes_no_sense_is_refused_in_words(tmp_path: Path, text: str) -> None:
    assert "station.toml" in refused(tmp_path, text)


def test_a_file_that_is_not_there_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="can not be read"):
        load_settings(tmp_path / "none.toml")


def test_the_command_line_goes_before_the_file(tmp_path: Path) -> None:
    path = tmp_path / "station.toml"
    path.write_text('[camera]\nview = "rear"\nsource = "usb:0"\n')
    settings = load_settings(path, {"camera.view": "left", "camera.source": None})
    assert (settings.camera.view, settings.camera.source) == (View.LEFT, "usb:0")


def test_what_the_record_keeps_has_no_login_and_is_a_whole_set_of_settings() -> None:
    settings = Settings.model_validate({"camera": {"source": "rtsp://coach:s3cret@10.0.0.5/live"}})
    kept = settings.for_the_record()
    assert "s3cret" not in kept and "coach:" not in kept
    again = Settings.model_validate_json(kept)
    assert again.camera.source == "rtsp://10.0.0.5/..."
    assert again.model_dump(exclude={"camera": {"source"}}) == settings.model_dump(exclude={"camera": {"source"}})
