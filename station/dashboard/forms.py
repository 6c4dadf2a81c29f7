"""What a browser may send: each form with its limits and the one sentence that refuses everything else."""

from typing import Annotated, ClassVar, Literal, Self

from flask import abort, request
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    Json,
    ValidationError,
    model_validator,
)
from werkzeug.datastructures import MultiDict

from station.camera_place import Pixel
from station.model import Focus, PainPreset, PainTime, Symptom
from station.settings import FASTEST_MPS, HIGHEST_TARGET_SPM, LOWEST_TARGET_SPM, SLOWEST_MPS

JOINERS = "\u200c\u200d"  # invisible, and needed to write Persian, Hindi or a runner's emoji
FORM_TYPES = ("", "application/x-www-form-urlencoded", "multipart/form-data")
LARGEST_ID = 2**31 - 1  # a larger number overflows a database's integer
KMH_PER_MPS = 3.6
SLOWEST_KMH, FASTEST_KMH = round(SLOWEST_MPS * KMH_PER_MPS, 1), round(FASTEST_MPS * KMH_PER_MPS, 1)
LONGEST_MORE_S = 600


def _empty_is_none(text: object) -> object:
    return None if isinstance(text, str) and not text.strip() else text


def _printable(text: str) -> str:
    if not all(sign.isprintable() or sign in JOINERS or sign in "\r\n\t" for sign in text):
        raise ValueError("control characters")
    return text


def _one_line(text: str) -> str:
    if any(sign in "\r\n\t" for sign in text):
        raise ValueError("more than a line")
    return text


Cadence = Annotated[float, Field(ge=LOWEST_TARGET_SPM, le=HIGHEST_TARGET_SPM, allow_inf_nan=False)]
HeightCm = Annotated[float, Field(ge=80, le=250, allow_inf_nan=False)]
RecordId = Annotated[int, Field(ge=1, le=LARGEST_ID)]
Score = Annotated[int, Field(ge=0, le=10)]
Text = Annotated[str, AfterValidator(_printable)]


class Form(BaseModel):
    """A form; fields it does not know (the page's token) are left aside."""

    model_config = ConfigDict(frozen=True, str_strip_whitespace=True)
    refusal: ClassVar[str]

    @classmethod
    def sent(cls) -> Self:
        """Return the form of this request, or answer 400 in plain words; what is no form at all is none."""
        if request.mimetype not in FORM_TYPES:
            abort(400, f"{cls.refusal} Nothing was changed.")
        return cls._of(request.form)

    @classmethod
    def asked(cls) -> Self:
        """Return the form in this request's address."""
        return cls._of(request.args)

    @classmethod
    def _of(cls, fields: MultiDict[str, str]) -> Self:
        try:
            return cls.model_validate(fields.to_dict())
        except ValidationError:
            abort(400, f"{cls.refusal} Nothing was changed.")


class ChoicesForm(Form):
    """Whose programmes are asked for; nobody = a guest."""

    refusal = "That runner is not in the list."
    runner_id: Annotated[RecordId | None, BeforeValidator(_empty_is_none)] = None


class StartForm(ChoicesForm):
    """Whom a session is for (nobody chosen = a guest), and which: free, a programme's first, or an enrolment's next."""

    refusal = (
        "A session needs a runner of the list or a guest, a programme of the list, and a pain of 0 to 10 if asked."
    )
    what: Literal["free", "begin"] | RecordId = "free"
    programme: Annotated[str, Field(max_length=80)] = ""
    focus: Annotated[Focus | None, BeforeValidator(_empty_is_none)] = None
    pain_preset: PainPreset = PainPreset.KNEE
    trunk_lean: bool = False
    pain_before: Annotated[Score | None, BeforeValidator(_empty_is_none)] = None

    @property
    def trunk_lean_allowed(self) -> bool:
        """Whoever chooses it has switched it on."""
        return self.trunk_lean or self.focus is Focus.TRUNK_LEAN


class FocusForm(Form):
    """What is to be trained."""

    refusal = "That is nothing the station can train."
    focus: Focus


class ExtendForm(Form):
    """For how much longer a phase is to last."""

    refusal = f"A phase can be made longer by 1 to {LONGEST_MORE_S} seconds."
    seconds: Annotated[float, Field(ge=1, le=LONGEST_MORE_S, allow_inf_nan=False)] = 60.0


class PainForm(Form):
    """The runner's pain."""

    refusal = "Pain is a whole number from 0 to 10."
    score: Score


class LaterPainForm(PainForm):
    """How much pain there was once the session was over."""

    when: Literal[PainTime.AFTER, PainTime.NEXT_MORNING]


class FeltForm(Form):
    """What the runner feels."""

    refusal = "That is none of the listed things. Press STOP if the runner is not well."
    symptom: Symptom


class SpeedForm(Form):
    """The belt's new speed, if it is known."""

    refusal = f"A belt's speed is {SLOWEST_KMH} to {FASTEST_KMH} km/h; leave it empty if you do not know it."
    kmh: Annotated[
        Annotated[float, Field(ge=SLOWEST_KMH, le=FASTEST_KMH, allow_inf_nan=False)] | None,
        BeforeValidator(_empty_is_none),
    ] = None

    @property
    def mps(self) -> float | None:
        return None if self.kmh is None else min(max(self.kmh / KMH_PER_MPS, SLOWEST_MPS), FASTEST_MPS)


class MuteForm(Form):
    """Silent or not."""

    refusal = "The station did not understand whether to be silent."
    muted: bool


class TargetsForm(Form):
    """A cadence band, steps a minute; none = the runner's own baseline decides again."""

    refusal = (
        f"A cadence band is two numbers from {LOWEST_TARGET_SPM:.0f} to {HIGHEST_TARGET_SPM:.0f}, the lower one first."
    )
    low_spm: Annotated[Cadence | None, BeforeValidator(_empty_is_none)] = None
    high_spm: Annotated[Cadence | None, BeforeValidator(_empty_is_none)] = None
    own_baseline: bool = False

    @model_validator(mode="after")
    def whole(self) -> Self:
        """Refuse half a band and one upside down."""
        if not self.own_baseline and (self.low_spm is None or self.high_spm is None or self.low_spm >= self.high_spm):
            raise ValueError("not a band")
        return self


class RunnerForm(Form):
    """Somebody new."""

    refusal = "A runner needs a name of up to 80 letters; the height, if given, is 80 to 250 cm."
    name: Annotated[Text, AfterValidator(_one_line), Field(min_length=1, max_length=80)]
    height_cm: Annotated[HeightCm | None, BeforeValidator(_empty_is_none)] = None


class TapsForm(Form):
    """The belt's four corners in the camera's picture, px, two points of something upright if any, and its size."""

    refusal = (
        "A belt has four tapped corners, a length of 80 to 300 cm and a width of 30 to 120 cm; something upright, if"
        " tapped, two points."
    )
    corners: Json[tuple[Pixel, Pixel, Pixel, Pixel]]
    upright: Annotated[Json[tuple[Pixel, Pixel]] | None, BeforeValidator(_empty_is_none)] = None
    length_cm: Annotated[float, Field(ge=80, le=300, allow_inf_nan=False)]
    width_cm: Annotated[float, Field(ge=30, le=120, allow_inf_nan=False)]

    @property
    def belt_m(self) -> tuple[float, float]:
        return self.length_cm / 100, self.width_cm / 100


class NoteForm(Form):
    """What the coach writes."""

    refusal = "A note is some text, at most 4000 letters."
    text: Annotated[Text, Field(min_length=1, max_length=4000)]
