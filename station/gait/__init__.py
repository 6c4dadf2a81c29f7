"""Measure: poses to steps to estimates. Pure.

Running is nearly periodic, and everything here leans on that. One phase runs through 0..2 pi per stride. A filter
tracks phase and stride frequency (`phase`), a Fourier series folds what was seen of every joint over the last strides
by phase (`fold`); the two teach each other, pose by pose (`tracker`). Instants such as midstance are then places on
the folded curves (`instants`), and a step's angles are read at its own instants (`step_reader`), so that frame rate,
missing frames and noise change how sure a number is, not what it is.

`body`       pose in pixels -> joints in leg lengths, in the runner's frame
`fold`       joints by phase: the runner's mean stride
`phase`      where in the stride, how fast: a two-state Kalman filter
`lock`       find the stride frequency from nothing
`tracker`    body + fold + phase + lock: follow the runner, know when lost
`instants`   contact, midstance, toe-off on the mean stride
`angles`     the formulas
`step_reader` one step's numbers
`analyser`   the fold over poses: `GaitAnalyser.update(pose, t) -> Measured`
"""
