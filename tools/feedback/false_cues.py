"""Count what is said to a runner of good form who needs no word: error cues must be none.

    .venv/bin/python -m tools.feedback.false_cues --hours 3

Runs in virtual time, without pixels, through the station's own measuring and coaching: 10 mm of noise on every point,
one frame in ten lost, every few minutes somebody who passes behind and whom the landmarker follows now and then.
Feedback is on all the time. She hears nothing and does not tire, so that no cue puts anything right and she never
deserves one later. Besides targets of her own running she is held against those of a runner who caved and stepped
slowly: herself, before she trained.

A cue is false where she really is within the limit: by the angles that are measured of her in the same way without
noise and losses, and by the true cadence of her last steps, which wanders.
"""

import sys
from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import product
from statistics import fmean

import click
import numpy as np
from rich.console import Console
from rich.progress import Progress

from station.assembly import coaching_engine
from station.coaching.gates import CHANGING
from station.coaching.rules import CADENCE, RULES, Rule
from station.model import (
    FREE_RUN,
    Advice,
    Command,
    Cue,
    Focus,
    NoticeKind,
    Pain,
    Reference,
    Resume,
    SessionPlan,
    Side,
    Targets,
    Verdict,
    View,
)
from station.pupils import PUPILS, Pupil, PupilKind
from station.settings import Settings, VirtualSettings
from station.simulation.visit import Sight, closed_loop
from station.vision.virtual.atlas import load_atlas
from station.vision.virtual.mind import Mind
from station.vision.virtual.poses import px_per_m
from station.vision.virtual.runner import Moment, VirtualRunner

NOISE_M, LOST_FRAC = 0.010, 0.10
RATES_HZ = (30.0, 12.5)
PASSES_EVERY_S, PASSES_S = 180.0, (2.0, 6.0)
HOUR_S = 3600.0
BASELINE_S = 60.0
STEPS_JUST_NOW = 14
"""Five seconds of steps: so many the measured cadence is about."""

GOOD = replace(PUPILS[PupilKind.GOOD], slows_spm=0.0, caves_deg=0.0)
BEFORE = Pupil(GOOD.cadence_spm / 1.075, 14.0, 14.0)
"""How she ran before she trained, so that she now runs in the middle of the cadence's band and below the knees'."""


@dataclass(frozen=True, slots=True)
class Arm:
    """What a runner is held against: targets of her own baseline, or of that before her training."""

    name: str
    focus: Focus | None
    trained: bool = False


ARMS = (
    Arm("what is proposed", None),
    Arm("hold, picked", Focus.HOLD),
    Arm("knee cave, picked", Focus.KNEE_CAVE),
    Arm("pelvic drop, picked", Focus.PELVIC_DROP),
    Arm("hip adduction, picked", Focus.HIP_ADDUCTION),
    Arm("cadence, after training", Focus.CADENCE, trained=True),
    Arm("knee cave, after training", Focus.KNEE_CAVE, trained=True),
    Arm("pelvic drop, after training", Focus.PELVIC_DROP, trained=True),
    Arm("hip adduction, after training", Focus.HIP_ADDUCTION, trained=True),
)


@dataclass
class Said:
    """What was said in how much time; `heard_s` is the part of it in which a cue could have come."""

    run_s: float = 0.0
    heard_s: float = 0.0
    inside: float | None = None
    """How far she really is inside the nearest limit, in its own unit; None where nothing was asked of her."""
    counts: Counter[str] = field(default_factory=Counter)

    def __iadd__(self, other: "Said") -> "Said":
        self.run_s += other.run_s
        self.heard_s += other.heard_s
        known = [inside for inside in (self.inside, other.inside) if inside is not None]
        self.inside = min(known, default=None)
        self.counts += other.counts
        return self


class Deaf(VirtualRunner):
    """A runner who hears no cue, and whose last steps are remembered."""

    def __init__(self, settings: VirtualSettings, mind: Mind) -> None:
        super().__init__(settings, mind)
        self._contacts: deque[float] = deque(maxlen=STEPS_JUST_NOW + 1)

    def hear(self, cue: Cue, t: float) -> None:
        pass

    def advance(self, t: float) -> Moment:
        moment = super().advance(t)
        if moment.now and moment.now.t_contact_s not in self._contacts:
            self._contacts.append(moment.now.t_contact_s)
        return moment

    @property
    def cadence_spm(self) -> float | None:
        """The true cadence of her last steps; it wanders, as everybody's does."""
        if len(self._contacts) <= STEPS_JUST_NOW:
            return None
        return 60 * STEPS_JUST_NOW / (self._contacts[-1] - self._contacts[0])


def sight(view: View, rate_hz: float, seed: int) -> Sight:
    return Sight(view, rate_hz, NOISE_M * px_per_m(view), LOST_FRAC, seed)


def passes(seed: int, seconds: float) -> Iterator[str]:
    """Yield the faults of people who pass behind her."""
    chance = np.random.default_rng([seed, 0xFA15])
    t = 0.0
    while (t := t + float(chance.exponential(PASSES_EVERY_S))) < seconds:
        took_s = float(chance.uniform(*PASSES_S))
        yield f"second_person@{t:.2f}+{took_s:.2f}"
        t += took_s


def baseline(pupil: Pupil, seen: Sight) -> Reference:
    """Return a minute's baseline of somebody."""
    plan = replace(FREE_RUN, baseline_s=BASELINE_S, run_s=1.0)
    runner = Deaf(VirtualSettings(seed=seen.seed), Mind(pupil))
    engine = coaching_engine(Settings(), load_atlas(seen.view).setup, plan)
    for beat in closed_loop(engine, runner, seen):
        if beat.advice.own:
            return beat.advice.own
    raise RuntimeError("no baseline could be taken")


def before_training(seen: Sight) -> Reference:
    """Return what she ran like once; of the cadence what it was, for a minute's mean wanders by a step or two."""
    return replace(baseline(BEFORE, replace(seen, rate_hz=RATES_HZ[0])), cadence_spm=BEFORE.cadence_spm)


def real(rule: Rule, really: Reference) -> float | None:
    """Return what a rule's number really is."""
    if rule.metric == CADENCE:
        return really.cadence_spm
    sides = [rule.side] if rule.side else list(Side)
    levels = [level.mean for side in sides if (level := really.level(side, rule.metric))]
    return fmean(levels) if levels else None


def inside(rule: Rule, targets: Targets, really: Reference) -> float | None:
    """Return how far she really is inside a rule's limit; None where it asks nothing of her."""
    value, limit = real(rule, really), rule.limit(targets)
    if value is None or limit is None:
        return None
    return value - limit if rule.too_low else limit - value


def nearest(focus: Focus, targets: Targets, really: Reference) -> float | None:
    """Return how far she really is inside the limit that she is nearest to."""
    found = [inside(rule, targets, really) for rule in RULES[focus]]
    return min((apart for apart in found if apart is not None), default=None)


def wrong(cue: Cue, focus: Focus, targets: Targets, really: Reference) -> bool:
    """Tell whether a cue is false: she really is where the rule that fired wants her."""
    fired = next(rule for rule in RULES[focus] if rule.name == cue.rule)
    apart = inside(fired, targets, really)
    return apart is None or apart >= 0


def helper(advice: Advice, _t: float) -> tuple[Command, ...]:
    """Answer that nothing hurts, and let her go on at once whenever the station thinks that she limps."""
    said: list[Command] = [Pain(0)] if advice.pain_due else []
    return (*said, Resume()) if advice.safety.verdict is not Verdict.GO else tuple(said)


def hour(arm: Arm, seen: Sight, seconds: float = HOUR_S) -> Said:
    """Return what was said in an hour of feedback."""
    reference = before_training(seen) if arm.trained else None
    plan = replace(FREE_RUN, focus=arm.focus, run_s=seconds, reference=reference)
    really = replace(baseline(GOOD, replace(seen, noise_px=0.0, lost_frac=0.0)), cadence_spm=GOOD.cadence_spm)
    faults = tuple(passes(seen.seed, seconds))
    return heard(plan, Deaf(VirtualSettings(seed=seen.seed, faults=faults), Mind(GOOD)), seen, really)


def heard(plan: SessionPlan, runner: Deaf, seen: Sight, really: Reference) -> Said:
    """Return what is said to a runner in one session."""
    engine = coaching_engine(Settings(), load_atlas(seen.view).setup, plan)
    said, changing, t = Said(), False, 0.0
    for beat in closed_loop(engine, runner, seen, helper, 2 * HOUR_S):
        advice, past_s, t = beat.advice, beat.sighting.t - t, beat.sighting.t
        said.run_s += past_s
        said.heard_s += past_s if advice.silence is None else 0.0
        if advice.focus and said.inside is None:
            said.inside = nearest(advice.focus, advice.targets, really)
        if advice.cue and advice.focus:
            was = replace(really, cadence_spm=runner.cadence_spm)
            said.counts["false" if wrong(advice.cue, advice.focus, advice.targets, was) else "deserved"] += 1
        said.counts["speed"] += advice.silence == CHANGING and not changing
        said.counts.update(notice.kind.value for notice in advice.notices)
        changing = advice.silence == CHANGING
    return said


COUNTED: Mapping[str, str] = {
    "false cues": "false",
    "cues that were right": "deserved",
    "limp": NoticeKind.LIMP.value,
    "too hard": NoticeKind.TOO_HARD.value,
    "speed": "speed",
}


HEAD = ("held against", "poses/s", "hours", "open to cues", "really inside by", *COUNTED)


def line(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def row(arm: Arm, rate_hz: float, said: Said) -> str:
    """Return what was counted as a line of a Markdown table."""
    hours = (f"{said.run_s / HOUR_S:.2f}", f"{said.heard_s / HOUR_S:.2f}")
    nearest_by = "nothing asked" if said.inside is None else f"{said.inside:.2g}"
    counts = (str(said.counts[counted]) for counted in COUNTED.values())
    return line(arm.name, f"{rate_hz:g}", *hours, nearest_by, *counts)


def verdict(rows: Sequence[Said]) -> str:
    """Return the rate, with the bound that so many hours allow (the rule of three, where there was none)."""
    cues = sum(said.counts["false"] for said in rows)
    hours = sum(said.heard_s for said in rows) / HOUR_S
    least = f"; fewer than {3 / hours:.2f} an hour (95 %)" if not cues and hours else ""
    return f"{cues} false cues in {hours:.1f} hours open to cues{least}."


def counted(hours: int, view: View, told: Callable[[str], None]) -> Iterator[tuple[Arm, float, Said]]:
    """Yield all arms at both rates, another seed for each hour."""
    for rate_hz, arm in product(RATES_HZ, ARMS):
        said = Said()
        for seed in range(1, hours + 1):
            said += hour(arm, sight(view, rate_hz, seed))
            told(f"{arm.name}, {rate_hz:g} poses/s")
        yield arm, rate_hz, said


@click.command()
@click.option("--hours", default=3, show_default=True, help="Virtual hours of each arm at each rate, a seed each.")
@click.option("--view", type=click.Choice(["front", "rear"]), default="front", show_default=True)
def main(hours: int, view: str) -> None:
    """Count false cues, notices of limping, of too hard a target and of another speed."""
    rows = []
    click.echo(f"{line(*HEAD)}\n{line('---', *('---:' for _ in HEAD[1:]))}")
    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Running", total=hours * len(ARMS) * len(RATES_HZ))
        for arm, rate_hz, said in counted(
            hours, View(view), lambda what: bar.update(task, description=what, advance=1)
        ):
            rows.append(said)
            click.echo(row(arm, rate_hz, said))
    click.echo(f"\n{verdict(rows)}")
    sys.exit(any(said.counts["false"] for said in rows))


if __name__ == "__main__":
    main()
