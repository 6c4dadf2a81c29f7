"""Programmes: what is trained, in how many sessions, and how feedback fades. `docs/programmes.md` tells every key.

A programme is a TOML file that a clinic can copy and change. The station's own lie in `config/programmes`, a clinic's
in `<data_dir>/programmes`; of two of one name the clinic's is used.
"""

import sysconfig
import tomllib
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, ValidationError, ValidationInfo, field_validator

from station.allowed import complaints
from station.errors import ConfigError
from station.model import Feedback, Focus, PainPreset, Reference, SessionPlan
from station.settings import Section

AUTO = "auto"
"""What a programme's focus is called where the station proposes one after the baseline."""

MIN_S = 60.0

SHIPPED = (
    Path(__file__).parent.parent / "config" / "programmes",
    Path(sysconfig.get_path("data")) / "share" / "station" / "programmes",
)
"""Where the station's own programmes are: in its source, or where a wheel put them (`sys.prefix`, as a rule)."""


def _focus(given: object) -> object:
    if given in (None, AUTO):
        return None
    if given not in list(Focus):
        raise ValueError(f"must be {', '.join((AUTO, *Focus))}")
    return given


def _number(given: object) -> object:
    if isinstance(given, bool | str):
        raise ValueError("must be a number, without quotes")
    return given


Number = Annotated[float, BeforeValidator(_number)]
Whole = Annotated[int, BeforeValidator(_number)]
BlockMin = Annotated[Number, Field(ge=0.5, le=10)]
Days = Annotated[Whole, Field(ge=1, le=400)]


class PlannedSession(Section):
    """One session of a programme: a `[[session]]` table of its file."""

    run_min: Number | None = Field(None, ge=0, le=120)
    """Training, feedback on and off together, min of running; 0 = none, left out = until somebody ends the session."""
    feedback_frac: Number = Field(1.0, ge=0, le=1)
    """Part of the training in which feedback is on; the rest comes as blocks without it."""


class ProgrammeFile(Section):
    """The keys of a programme's file."""

    title: str = Field(min_length=1, max_length=60)
    """What the pages call it."""
    about: str = Field("", max_length=300)
    """A sentence for the coach who chooses."""
    focus: Annotated[Focus | None, BeforeValidator(_focus)] = None
    """What is trained; auto = the station proposes it after the baseline and the coach may pick another."""
    feedback: Feedback = Feedback.ERROR
    """error = a cue when out of the band; metronome = a tick for every step at the target's tempo; none."""
    warmup_min: Number = Field(6.0, ge=0, le=30)
    """Running before the baseline, min; the gait drifts for about six."""
    baseline_s: Number = Field(60.0, ge=10, le=300)
    """Running without cues, from which targets are made, s."""
    baseline_steps: Whole = Field(30, ge=10, le=200)
    """Fewest steps of each leg in the baseline; it lasts until it has both these and its seconds."""
    retention_min: Number = Field(2.0, ge=0, le=10)
    """Running without feedback at the end of the training, min: what stays."""
    cooldown_min: Number = Field(0.0, ge=0, le=30)
    """Easy running or walking at the end, min."""
    off_block_min: tuple[BlockMin, BlockMin] = (1.0, 3.0)
    """Shortest and longest block without feedback, min."""
    adaptive: bool = True
    """true = feedback fades as fast as the runner learns, a step of the ladder a session; false = as planned."""
    cadence_factor: Number = Field(1.075, ge=1.0, le=1.10)
    """Cadence target as a multiple of the baseline's."""
    sessions_per_week: Whole = Field(4, ge=1, le=7)
    """Most sessions in seven days, never two on one day."""
    follow_up_days: tuple[Days, ...] = ()
    """Days after the last session at which to look again without feedback, in rising order."""
    repeats: bool = False
    """true = any visit runs its one session again, and it is never done."""
    session: tuple[PlannedSession, ...] = Field(min_length=1, max_length=60)
    """Its sessions in their order, a table each."""

    @field_validator("off_block_min", "follow_up_days")
    @classmethod
    def _rises(cls, given: tuple[float, ...]) -> tuple[float, ...]:
        if list(given) != sorted(given):
            raise ValueError("must rise")
        return given

    @field_validator("session")
    @classmethod
    def _one_where_it_repeats(cls, given: tuple[PlannedSession, ...], info: ValidationInfo) -> object:
        if info.data.get("repeats") and len(given) > 1:
            raise ValueError("a programme that repeats has one")
        return given


class Programme(ProgrammeFile):
    """A programme: what its file says, under the file's name."""

    name: str
    """The file's name without its ending."""

    @property
    def planned(self) -> int | None:
        """How many sessions there are; None where any visit repeats the one."""
        return None if self.repeats else len(self.session)

    @property
    def ladder(self) -> tuple[float, ...]:
        """The parts of feedback that it knows, most first."""
        return tuple(sorted({session.feedback_frac for session in self.session}, reverse=True))

    def at(self, number: int) -> PlannedSession:
        """Return a session by its number, from 1."""
        return self.session[0 if self.repeats else number - 1]

    def plan(
        self,
        number: int,
        feedback_frac: float | None = None,
        *,
        focus: Focus | None = None,
        reference: Reference | None = None,
        pain_preset: PainPreset = PainPreset.KNEE,
        trunk_lean_allowed: bool = False,
    ) -> SessionPlan:
        """Return one visit's plan: as the file says, but with another part of feedback, and what a runner adds."""
        session = self.at(number)
        return SessionPlan(
            programme=self.name,
            number=number,
            focus=focus or self.focus,
            feedback=self.feedback,
            warmup_s=self.warmup_min * MIN_S,
            baseline_s=self.baseline_s,
            baseline_steps=self.baseline_steps,
            run_s=None if session.run_min is None else session.run_min * MIN_S,
            feedback_frac=session.feedback_frac if feedback_frac is None else feedback_frac,
            off_block_s=(self.off_block_min[0] * MIN_S, self.off_block_min[1] * MIN_S),
            retention_s=self.retention_min * MIN_S,
            cooldown_s=self.cooldown_min * MIN_S,
            cadence_factor=self.cadence_factor,
            trunk_lean_allowed=trunk_lean_allowed,
            reference=reference,
            pain_preset=pain_preset,
        )


def load_programmes(own_folder: Path | None = None, shipped: tuple[Path, ...] = SHIPPED) -> Mapping[str, Programme]:
    """Return all programmes by name: the station's, and over them those of the clinic's own folder, if it is there.

    Raises ConfigError with every problem of every file at once.
    """
    files = {path.stem: path for folder in (_shipped(shipped), own_folder) if folder for path in _files(folder)}
    read = {name: _read(files[name]) for name in sorted(files)}
    if problems := [told for programme in read.values() if isinstance(programme, list) for told in programme]:
        raise ConfigError("\n".join(["Programmes can not be used. Change these and start again:", *problems]))
    return MappingProxyType(_told_apart({name: found for name, found in read.items() if isinstance(found, Programme)}))


def _told_apart(known: dict[str, Programme]) -> dict[str, Programme]:
    """Put the file's name behind a title that an earlier programme has too: pages show nothing but titles."""
    titles: set[str] = set()
    for name, programme in known.items():
        if programme.title in titles:
            known[name] = programme.model_copy(update={"title": f"{programme.title} ({name})"})
        titles.add(programme.title)
    return known


def _shipped(places: tuple[Path, ...]) -> Path:
    for folder in places:
        if folder.is_dir() and _files(folder):
            return folder
    looked = " nor in ".join(map(str, places))
    raise ConfigError(f"The station's own programmes are neither in {looked}. Install the station again.")


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.glob("*.toml") if not path.name.startswith(".")]  # "._x.toml": left by a Mac


def _read(path: Path) -> Programme | list[str]:
    """Return a file's programme, or what is wrong with it, line by line."""
    try:
        return _programme(path.stem, tomllib.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        problems = [f"can not be read: {error.strerror}."]
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        problems = [f"is not valid TOML: {error}."]
    except ValidationError as error:
        problems = list(complaints(error, ProgrammeFile, "key"))
    return [f"  {path}: {problem}" for problem in problems]


def _programme(name: str, keys: dict[str, Any]) -> Programme:
    ProgrammeFile.model_validate(keys)
    return Programme.model_validate(keys | {"name": name})
