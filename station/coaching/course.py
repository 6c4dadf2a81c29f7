"""What is trained in a session: by the plan, by the coach's pick or wish, else by the station's proposal."""

from station.coaching.proposal import proposal_for
from station.coaching.targets import targets_for, wished_band
from station.coaching.training import Training
from station.model import Band, Feedback, Focus, Notice, NoticeKind, Proposal, Reference, SessionPlan, Targets
from station.phrases import FOCUSES
from station.settings import CoachingSettings

NO_REASON = "{focus}: this runner gives no reason for it, so nothing is cued. Pick something else."
NO_TICK = "{focus}: this programme only has a metronome, which can not tell of it. The lamp alone does."
TOO_MUCH = "That band lies wholly more than 10 % above the runner's own cadence, or beyond 190. It is not used."


class Course:
    """Settle the focus; `training` is None until the baseline is known."""

    def __init__(self, settings: CoachingSettings, plan: SessionPlan) -> None:
        self._settings, self._plan = settings, plan
        self._picked = plan.focus
        self._wish: Band | None = None
        self.training: Training | None = None
        self.proposal: Proposal | None = None
        self.reference = plan.reference

    def begin(self, own: Reference | None, t: float) -> list[Notice]:
        """Make targets of the programme's reference, or of this session's own baseline where there is none."""
        self.reference = self.reference or own or Reference()
        self.proposal = proposal_for(self.reference, self._plan, self._settings.knee_flag_deg)
        return self._settle(t)

    def pick(self, focus: Focus, t: float) -> list[Notice]:
        """Train this; a wished cadence band is forgotten."""
        self._picked, self._wish = focus, None
        return self._settle(t)

    def wish(self, band: Band | None, t: float) -> list[Notice]:
        """Hold the cadence in a band that the coach sets; None = back to what was trained before."""
        self._wish = band
        return self._settle(t)

    def _settle(self, t: float) -> list[Notice]:
        if self.proposal is None or self.reference is None:
            return []
        band = wished_band(self._wish, self.reference)
        if band:
            self._train(Focus.CADENCE, Targets(band))
            return []
        focus = self._picked or self.proposal.focus
        targets = targets_for(focus, self.reference, self._plan, self._settings.knee_flag_deg)
        self._train(focus, targets)
        refused = [TOO_MUCH] if self._wish else []
        refused += [NO_REASON.format(focus=FOCUSES[focus])] if targets == Targets() else []
        mute = self._plan.feedback is Feedback.METRONOME and targets.cadence_spm is None and targets != Targets()
        refused += [NO_TICK.format(focus=FOCUSES[focus])] if mute else []
        return [Notice(t, NoticeKind.REFUSED, words) for words in refused]

    def _train(self, focus: Focus, targets: Targets) -> None:
        assert self.reference is not None  # asked for by `_settle`
        self.training = Training(focus, targets, self.reference, self._settings.hysteresis_frac)
