"""The columns of `steps.csv`, which are those of the record's steps too."""

FRONTAL = (
    "fppa_deg",
    "femoral_adduction_deg",
    "pelvic_drop_deg",
    "hip_adduction_deg",
    "trunk_side_lean_deg",
    "step_width_m",
    "knee_window_frac",
)
SAGITTAL = (
    "overstride_frac",
    "tibia_angle_deg",
    "knee_flexion_contact_deg",
    "knee_flexion_peak_deg",
    "trunk_lean_deg",
)
METRICS = (*FRONTAL, *SAGITTAL)

TIMES = ("contact_time_s", "flight_time_s")
"""Metrics that the record keeps without a column of their own."""

STEP_COLUMNS = ("side", "t_contact_s", "t_midstance_s", "t_toe_off_s", "step_time_s", *METRICS, "quality_frac")

TRUST_COLUMNS = tuple(f"{name}_{what}" for name in (*METRICS, *TIMES) for what in ("ci95", "grade"))
"""Behind the columns above in `steps.csv`: half width of the step's 95 % interval, and the grade of the metric."""
