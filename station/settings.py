"""Every knob of the station: unit, range, default and one sentence each.

`config/station.toml` shows them all; `station.settings_file` reads such a file.
"""

from pathlib import Path
from typing import Annotated

import platformdirs
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationInfo, field_validator

from station.address import without_login
from station.camera_pair import misfit
from station.faults import parse_fault
from station.model import StickerColour, View


def _playable(fault: str) -> str:
    parse_fault(fault)
    return fault


Pin = Annotated[int, Field(ge=0, le=27)]
Fault = Annotated[str, AfterValidator(_playable)]

SHORTEST_M, TALLEST_M = 0.8, 2.5
SLOWEST_MPS, FASTEST_MPS = 0.3, 8

LOWEST_TARGET_SPM, HIGHEST_TARGET_SPM = 100.0, 190.0
"""What a cadence target may ask for, whoever sets it, steps/min; no setting moves these."""


class Section(BaseModel):
    """A table of the settings file: frozen, unknown keys refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


class CameraSettings(Section):
    """Where frames come from."""

    source: str = "virtual"
    """virtual, picamera2 or picamera2:N, usb:N, a video file, a stream's address, or a recorded pose stream."""
    view: View | None = None
    """Where the camera stands: front, rear, left or right of the runner; left out, front or what a stream says."""
    width_px: int = Field(720, ge=160, le=4096)
    """Width of a live camera's picture, px, after rotation."""
    height_px: int = Field(960, ge=160, le=4096)
    """Height of a live camera's picture, px, after rotation."""
    frame_rate_hz: float = Field(60.0, ge=5, le=240)
    """Frames a second asked of a live camera."""
    exposure_ms: float | None = Field(None, gt=0, le=33)
    """Longest exposure of a picamera2, ms; left out, 4 from front and rear and 2 from the side."""
    focus_m: float | None = Field(None, ge=0.1, le=20)
    """Distance at which the lens of a Camera Module 3 is held, m; left out, autofocus searches once at the start."""
    aim_known: bool = False
    """true once the camera was levelled and stands on the belt's middle line: left and right may then be compared."""
    rotation_deg: int = Field(0, ge=0, le=270, multiple_of=90)
    """Turns a live camera's picture clockwise, degrees; 90 or 270 for a camera mounted upright."""
    lost_retry_s: float = Field(1.0, ge=0.1, le=60)
    """How long to wait before a lost camera is tried again, s."""
    awaited: bool = False
    """true waits for a camera that is not there at the start, and the page says so; under systemd it always does."""


class SecondCameraSettings(CameraSettings):
    """A second camera at the other plane: one in front or behind, one at a side."""

    source: str = ""
    """Left out, there is none; else as camera.source, and of its kind: both live, both recorded or both virtual."""


class PoseSettings(Section):
    """The pose model."""

    model: str = Field("full", pattern="^(lite|full|heavy)$")
    """lite, full or heavy; lite and heavy only where Google's address can be reached or the file is carried."""
    landmarkers: int = Field(0, ge=0, le=16)
    """Landmarkers side by side, one core each; 0 = one less than the cores."""
    min_confidence_frac: float = Field(0.5, ge=0, le=1)
    """How sure MediaPipe must be that it sees somebody."""


class RunnerSettings(Section):
    """What is known of the run; a length or speed left out only takes metres from the metrics that need it."""

    height_m: float | None = Field(None, ge=SHORTEST_M, le=TALLEST_M)
    """The runner's height, m."""
    belt_speed_mps: float | None = Field(None, ge=SLOWEST_MPS, le=FASTEST_MPS)
    """The belt's speed, m/s."""
    hips: str = Field("auto", pattern="^(auto|people|model)$")
    """How far apart hip centres are taken to be: people's, the rendered model's, or auto: people's before a camera."""
    stickers: StickerColour | None = None
    """Colour of the two dots on the runner's pelvis by which its drop is measured: green or pink; left out, none."""


class CoachingSettings(Section):
    """When a cue may fire."""

    baseline_s: float = Field(30.0, ge=10, le=120)
    """Running without cues from which targets are made, in a free run, s; programmes have their own."""
    baseline_steps: int = Field(30, ge=10, le=200)
    """Fewest steps of each leg in a free run's baseline; three times mean_steps are taken in any case."""
    cadence_factor: float = Field(1.075, ge=1.0, le=1.10)
    """Cadence target of a free run as a multiple of the baseline's."""
    knee_flag_deg: float = Field(6.0, ge=0, le=30)
    """Least FPPA in the baseline for a knee to be cued at all; below it a knee is called straight enough."""
    mean_steps: int = Field(5, ge=3, le=20)
    """Same-leg steps that a cue looks at together."""
    confirm_steps: int = Field(2, ge=1, le=10)
    """New steps in a row that must say the same before a cue fires."""
    hysteresis_frac: float = Field(0.25, ge=0, le=1)
    """How far back inside the band a value must come before a cue is over, in parts of what counts as a whole error."""
    refractory_s: float = Field(8.0, ge=1, le=120)
    """Shortest time between two cues, s; an answer takes two strides to come and five to show."""
    min_confidence_frac: float = Field(0.6, ge=0, le=1)
    """Below this the station says nothing."""


class SignalsSettings(Section):
    """Lamps, buzzer and button, by BCM pin number; off unless enabled."""

    model_config = ConfigDict(validate_default=True)  # a pin that is set may be the default of another

    gpio: bool = False
    """True drives the pins (a Pi); False draws lamps on page and console only."""
    left_lamp_pin: Pin = 17
    """Lamp on the runner's left."""
    right_lamp_pin: Pin = 27
    """Lamp on the runner's right."""
    red_pin: Pin = 22
    """Steady lamp, red."""
    green_pin: Pin = 23
    """Steady lamp, green."""
    blue_pin: Pin = 24
    """Steady lamp, blue."""
    buzzer_pin: Pin = 18
    """Buzzer (passive, played as tones)."""
    buzzer_pwm: str = Field("software", pattern="^(software|[0-9]{1,2}:[0-9]{1,2})$")
    """software, or CHIP:CHANNEL of the board's own PWM for a steadier tone: see docs/pins.md."""
    button_pin: Pin = 25
    """Start/stop button, to ground."""
    bar_pins: tuple[Pin, Pin, Pin, Pin, Pin] = (5, 6, 13, 19, 26)
    """Lamp bar, the lamp of the smallest error first; BCM pins 2, 3, 14 and 15 are best left to I2C and UART."""
    bar: str = Field("lamps", pattern="^(lamps|strip)$")
    """lamps (five on bar_pins) or strip (WS2812 on strip_device; bar_pins are then free)."""
    strip_device: str = "/dev/spidev0.0"
    """The strip's SPI device; spidev0.0 sends on pin 10."""
    strip_lamps: int = Field(5, ge=5, le=60, multiple_of=5)
    """Lamps of the strip, shared out evenly over the bar's five places."""
    muted: bool = False
    """True starts with lamps and buzzer silent; the page can change it."""
    delay_check: bool = False
    """True lets the bar blink for ten seconds as a session begins: the camera, if it sees it, measures the delay."""
    dead_man_s: float = Field(1.0, ge=0.2, le=5)
    """Everything goes dark when the loop has been silent for so long, s."""
    buzzer_max_s: float = Field(0.6, ge=0.05, le=2)
    """Longest time the buzzer may sound without a break, s."""

    @field_validator("*")
    @classmethod
    def _has_a_pin_of_its_own(cls, value: object, info: ValidationInfo) -> object:
        """Compare with the pins above: each is looked at, so that two wrong ones are both told."""
        if (info.field_name or "").endswith("_pin"):
            for name, taken in info.data.items():
                if name.endswith("_pin") and taken == value:
                    raise ValueError(f"{name} has this pin; give each its own")
        return value

    @field_validator("bar_pins")
    @classmethod
    def _are_pins_of_their_own(cls, pins: tuple[int, ...], info: ValidationInfo) -> tuple[int, ...]:
        owners = {pin: name for name, pin in info.data.items() if name.endswith("_pin")}
        taken = [f"{owners[pin]} has pin {pin}" for pin in pins if pin in owners]
        twice = [f"pin {pin} stands there twice" for pin in sorted(set(pins)) if pins.count(pin) > 1]
        if taken or twice:
            raise ValueError(f"{', '.join(taken + twice)}; give each lamp its own")
        return pins


class StoreSettings(Section):
    """Where the record is kept."""

    data_dir: Path = Field(default_factory=lambda: platformdirs.user_data_path("station"))
    """Folder of model, database and sessions; the default is the user's own data folder."""
    commit_every_s: float = Field(1.0, ge=0.1, le=10)
    """At most so much of a session is lost by a power cut, s."""
    forgotten_s: float = Field(600.0, ge=10, le=86400)
    """A session that nobody stopped ends by itself when nobody was seen for so long, s."""
    backup_dir: Path | None = None
    """Where `station backup` puts its copies; left out, /var/backups/station. A stick may be named on the day."""
    keep_backups: int = Field(14, ge=1, le=1000)
    """So many backups are kept, the newest."""
    keep_poses_days: int = Field(0, ge=0, le=36500)
    """`station tidy` erases pose streams so many days old; 0 keeps them."""
    keep_sessions_days: int = Field(0, ge=0, le=36500)
    """`station tidy` erases sessions so many days old, and runners without a newer one; 0 keeps them."""


class DashboardSettings(Section):
    """The coach's page."""

    lan: bool = False
    """False serves this machine only; True the local network."""
    port: int = Field(8080, ge=1, le=65535)
    """TCP port."""
    threads: int = Field(16, ge=4, le=64)
    """Web threads; at most half are held by live streams, and one in eight by the runner's screen."""
    login_hours: float = Field(12.0, ge=0.1, le=720)
    """How long a tablet stays logged in, h."""
    metrics_lan: bool = False
    """True lets the local network read /metrics without a login: numbers, nobody's name; this machine always may."""


class VirtualSettings(Section):
    """The virtual runner."""

    form: str = Field("cave_left", pattern="^(good|cave_left|cave_both|overstride)$")
    """How it runs before it is cued."""
    cadence_spm: float = Field(158.0, ge=130, le=200)
    """Its own cadence, steps/min."""
    frame_rate_hz: float = Field(30.0, ge=2, le=120)
    """Frames a second."""
    reaction_s: float = Field(1.2, ge=0, le=10)
    """From a cue until she begins to change, s; one or two strides more pass before it shows."""
    seed: int = Field(1, ge=0)
    """The same seed gives the same runner."""
    stickers: StickerColour | None = None
    """Colour of the two dots that she wears on the pelvis, green or pink; left out, none."""
    faults: tuple[Fault, ...] = ()
    """Faults to play, each KIND@START+LENGTH in s: drop, nobody, step_off, stand, second_person."""


class Settings(Section):
    """All settings, a table each."""

    camera: CameraSettings = CameraSettings()
    second_camera: SecondCameraSettings = SecondCameraSettings()
    pose: PoseSettings = PoseSettings()
    runner: RunnerSettings = RunnerSettings()
    coaching: CoachingSettings = CoachingSettings()
    signals: SignalsSettings = SignalsSettings()
    store: StoreSettings = Field(default_factory=StoreSettings)
    dashboard: DashboardSettings = DashboardSettings()
    virtual: VirtualSettings = VirtualSettings()

    @field_validator("second_camera")
    @classmethod
    def _looks_at_the_other_plane(cls, second: SecondCameraSettings, info: ValidationInfo) -> SecondCameraSettings:
        first = info.data.get("camera")
        problem = misfit(first.source, first.view, second.source, second.view) if first else None
        if problem:
            raise ValueError(problem)
        return second

    def for_the_record(self) -> str:
        """Return these settings as JSON, without the login that a camera's address may hold."""
        cameras = {"camera": self.camera, "second_camera": self.second_camera}
        bare = {name: one.model_copy(update={"source": without_login(one.source)}) for name, one in cameras.items()}
        return self.model_copy(update=bare).model_dump_json()
