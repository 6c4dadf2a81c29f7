"""What a browser may send: each form with its limits and the one sentence that refuses everything else."""

from typing import Annotated, ClassVar, Self

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

from station.camera_place import Pixel
from station.settings import HIGHEST_TARGET_SPM, LOWEST_TARGET_SPM

JOINERS = "\u200c\u200d"  # invisible, and needed to write Persian, Hindi or a runner's emoji
FORM_TYPES = ("", "application/x-www-form-urlencoded", "multipart/form-data")
LARGEST_ID = 2**31 - 1  # a larger number overflows a database's integer


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
RunnerId = Annotated[int, Field(ge=1, le=LARGEST_ID)]
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
        try:
            return cls.model_validate(request.form.to_dict())
        except ValidationError:
            abort(400, f"{cls.refusal} Nothing was changed.")


class StartForm(Form):
    """Whom a session is for; nobody chosen = a guest."""

    refusal = "That runner is not in the list."
    runner_id: Annotated[RunnerId | None, BeforeValidator(_empty_is_none)] = None


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
