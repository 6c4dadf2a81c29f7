"""The nouns that cross rooms: plain, frozen data, the unit in every field's name.

    Frame -> Pose -> Step -> GaitEstimate -> Finding -> Cue -> Levels

    scene     camera, picture, pose          targets   what is trained, and the bands to stay in
    body      sides, views, landmarks        plan      one visit of a programme
    grades    how sure a number is           safety    pain, symptoms, and what follows
    gait      steps and estimates            advice    findings, cues, stages
    levels    light and sound                commands  what the coach may say; live: beat and snapshot

Times called `t` are seconds on the clock of the frames themselves (the camera's sensor, a video's presentation
time), never read from the clock of whoever receives them; a time on the station's own monotonic clock says so.
Sides are the runner's own. What is not known is `None` or absent, never 0 or NaN.
"""

from station.model.advice import (
    TOP_LEVEL,
    Advice,
    Cue,
    CueKind,
    Finding,
    Metronome,
    Mood,
    Notice,
    NoticeKind,
    Proposal,
    Stage,
    Tally,
    no_tally,
)
from station.model.body import Landmark, Side, View
from station.model.commands import (
    Aimed,
    Command,
    Extend,
    Felt,
    Halt,
    Mute,
    OfSession,
    Pain,
    Pick,
    Resume,
    Retarget,
    Skip,
    Speed,
    Start,
    Stood,
    Stop,
)
from station.model.gait import Activity, GaitEstimate, LegEstimate, Measured, Step
from station.model.grades import WELL_SEEN_FRAC, Grade, Origin, Trust, grade_of_cadence, nothing, untold
from station.model.levels import BAR, DARK, Levels, Ticks
from station.model.live import Beat, SessionState, Snapshot, Truth
from station.model.plan import FREE_RUN, Feedback, Level, Reference, SessionPlan, no_levels
from station.model.safety import SAFE, PainPreset, PainTime, Safety, Symptom, Verdict
from station.model.scene import Aim, Frame, Pose, Setup, Sighting, Standing, StickerColour, Stickers
from station.model.targets import Band, Focus, KneeTarget, LegBands, Targets

__all__ = [
    "BAR",
    "DARK",
    "FREE_RUN",
    "SAFE",
    "TOP_LEVEL",
    "WELL_SEEN_FRAC",
    "Activity",
    "Advice",
    "Aim",
    "Aimed",
    "Band",
    "Beat",
    "Command",
    "Cue",
    "CueKind",
    "Extend",
    "Feedback",
    "Felt",
    "Finding",
    "Focus",
    "Frame",
    "GaitEstimate",
    "Grade",
    "Halt",
    "KneeTarget",
    "Landmark",
    "LegBands",
    "LegEstimate",
    "Level",
    "Levels",
    "Measured",
    "Metronome",
    "Mood",
    "Mute",
    "Notice",
    "NoticeKind",
    "OfSession",
    "Origin",
    "Pain",
    "PainPreset",
    "PainTime",
    "Pick",
    "Pose",
    "Proposal",
    "Reference",
    "Resume",
    "Retarget",
    "Safety",
    "SessionPlan",
    "SessionState",
    "Setup",
    "Side",
    "Sighting",
    "Skip",
    "Snapshot",
    "Speed",
    "Stage",
    "Standing",
    "Start",
    "Step",
    "StickerColour",
    "Stickers",
    "Stood",
    "Stop",
    "Symptom",
    "Tally",
    "Targets",
    "Ticks",
    "Trust",
    "Truth",
    "Verdict",
    "View",
    "grade_of_cadence",
    "no_levels",
    "no_tally",
    "nothing",
    "untold",
]
