"""Two views of one runner made one: each metric from the view that measures it, what both measure by how well they do.

Either view keeps its own rhythm, so one that is lost costs its metrics and nothing else. A step is told once, when both
views have read it, or when the other can not add to it any more: by then the means of both views hold it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from station.gait.blend import cadence_of, leg_of, step_of
from station.gait.pairing import Pairing, Seen
from station.model import Activity, GaitEstimate, LegEstimate, Measured, Side, Step, View

STALE_S = 1.0
"""What a view told so long ago is no longer so: its camera may be lost."""
_LIVELIER = (Activity.NOBODY, Activity.STANDING, Activity.WALKING, Activity.RUNNING)

Telling = Mapping[int, GaitEstimate]
"""What the views that are sure enough tell now, by camera."""


class Fusion:
    """Take in what each camera's analyser tells, in the order in which it comes; return what all of them tell.

    A view less sure than `least_confidence_frac` tells nothing while another is surer.
    """

    def __init__(self, views: Sequence[View], least_confidence_frac: float) -> None:
        self._views = views
        self._least = least_confidence_frac
        self._pairing = Pairing()
        self._newest: list[GaitEstimate | None] = [None] * len(views)
        self._held = [dict.fromkeys(Side, LegEstimate()) for _ in views]
        self._counts = dict.fromkeys(Side, 0)
        self._t: float | None = None

    def update(self, camera: int, measured: Measured) -> Measured:
        """Take in what one camera's frame led to; the time of what comes out never goes back."""
        estimate = measured.estimate
        self._t = estimate.t if self._t is None else max(self._t, estimate.t)
        self._newest[camera] = estimate
        steps = tuple(self._told(seen) for seen in self._settled(camera, measured.steps, self._t))
        return Measured(self._estimate(self._t), steps)

    def _settled(self, camera: int, steps: Sequence[Step], t: float) -> Iterator[Seen]:
        for step in steps:
            yield from self._pairing.add(camera, step, t)
        seeing = [other for other, told in enumerate(self._fresh(t)) if told.activity is not Activity.NOBODY]
        yield from self._pairing.overdue(t, seeing)

    def _told(self, seen: Seen) -> Step:
        """Return one step of what the views saw of it; what is told of its leg holds it from now on."""
        step = step_of({self._views[camera]: step for camera, step in seen.items()})
        self._counts[step.side] += 1
        for held, newest in zip(self._held, self._newest, strict=True):
            held[step.side] = newest.leg(step.side) if newest else LegEstimate()
        return step

    def _estimate(self, t: float) -> GaitEstimate:
        fresh = self._fresh(t)
        activity = max((told.activity for told in fresh), key=_LIVELIER.index)
        alike = {camera: told for camera, told in enumerate(fresh) if told.activity is activity}
        confidence = max(told.confidence_frac for told in alike.values())
        least = self._least if confidence >= self._least else 0.0
        telling = {camera: told for camera, told in alike.items() if told.confidence_frac >= least}
        spm, sd_spm = cadence_of({self._views[camera]: told for camera, told in telling.items()})
        left, right = (self._leg(side, telling) for side in Side)
        return GaitEstimate(t, activity, confidence, spm, sd_spm, left, right)

    def _fresh(self, t: float) -> list[GaitEstimate]:
        """Return what each view tells now: nobody, where its camera has sent nothing for a while."""
        nobody = GaitEstimate(t, Activity.NOBODY)
        return [told if told and t - told.t <= STALE_S else nobody for told in self._newest]

    def _leg(self, side: Side, telling: Telling) -> LegEstimate:
        """Return what is known of a leg; a view that has just begun waits until it averages as many steps as the other.

        Where nobody runs, nothing is.
        """
        legs = {camera: self._as_held(camera, side, told) for camera, told in telling.items() if told.running}
        most = max((leg.averaged for leg in legs.values()), default=0)
        alike = {self._views[camera]: leg for camera, leg in legs.items() if leg.averaged == most}
        return leg_of(alike, self._counts[side]) if alike else LegEstimate()

    def _as_held(self, camera: int, side: Side, told: GaitEstimate) -> LegEstimate:
        """Return a leg as of the last step that was told; afresh where the view has begun anew since."""
        now = told.leg(side)
        if not now.averaged:
            self._held[camera][side] = now
        return replace(self._held[camera][side], next_contact_s=now.next_contact_s)
