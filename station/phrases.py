"""Plain words for stages, for what is trained, for whose pain is asked for and for what ends a run: one table each.

The coach's pages, the runner's screen and the reports all say it with these. What a cue says stands in `cues`.
"""

from collections.abc import Mapping
from types import MappingProxyType

from station.model import Focus, PainPreset, PainTime, Stage, Symptom

STAGES: Mapping[Stage, str] = MappingProxyType(
    {
        Stage.WAITING: "Waiting",
        Stage.WARMUP: "Warm-up",
        Stage.BASELINE: "Baseline",
        Stage.COACHING: "Feedback on",
        Stage.SOLO: "On your own",
        Stage.RETENTION: "Probe",
        Stage.COOLDOWN: "Cool-down",
        Stage.HALTED: "Stopped",
        Stage.DONE: "Done",
    }
)

FOCUSES: Mapping[Focus, str] = MappingProxyType(
    {
        Focus.CADENCE: "Quicker steps",
        Focus.KNEE_CAVE: "Knees straight",
        Focus.HIP_ADDUCTION: "Steady hips",
        Focus.FEMORAL_ADDUCTION: "Thighs apart",
        Focus.PELVIC_DROP: "Level pelvis",
        Focus.STEP_WIDTH: "Wider steps",
        Focus.OVERSTRIDE: "Landing closer",
        Focus.TRUNK_LEAN: "Trunk lean",
        Focus.HOLD: "Keep the own cadence",
    }
)
"""What is trained, said by where it is to go."""

PRESETS: Mapping[PainPreset, str] = MappingProxyType(
    {
        PainPreset.KNEE: "Knee",
        PainPreset.GENERAL: "Anywhere else",
        PainPreset.TENDON: "Tendon",
        PainPreset.BONE: "Bone",
    }
)
"""Where it hurts."""

PAIN_TIMES: Mapping[PainTime, str] = MappingProxyType(
    {
        PainTime.BEFORE: "Before the run",
        PainTime.DURING: "During the run",
        PainTime.AFTER: "After the run",
        PainTime.NEXT_MORNING: "Next morning",
    }
)

SYMPTOMS: Mapping[Symptom, str] = MappingProxyType(
    {
        Symptom.CHEST_PAIN: "Chest pain",
        Symptom.DIZZINESS: "Dizziness",
        Symptom.FAINTNESS: "Faintness",
        Symptom.GIVING_WAY: "Knee or leg gives way",
        Symptom.LOCKING: "Joint locks",
        Symptom.SWELLING: "Swelling",
        Symptom.SHARP_PAIN: "Sudden sharp pain",
        Symptom.NUMBNESS: "Numbness",
    }
)
