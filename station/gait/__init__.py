"""Measure: poses to steps to estimates. Pure.

Running is nearly periodic, and everything here leans on that. One phase runs through 0..2 pi per stride. A filter
tracks phase and stride frequency (`phase`), a Fourier series folds what was seen of every joint over the last strides
by phase (`fold`); the two teach each other, pose by pose (`follower`). Instants such as midstance are then places on
the folded curves (`instants`), and a step's angles are read at its own instants (`step_reader`), so that frame rate,
missing frames and noise change how sure a number is, not what it is.

`person`      whose body it is: the same one as before, or somebody else
`body`        pose in pixels -> joints in leg lengths, in the runner's frame
`features`    what the phase is told from
`fold`        joints by phase: the runner's mean stride
`phase`       where in the stride, how fast: a two-state Kalman filter
`lock`        find the stride frequency from nothing
`follower`    features + fold + phase: follow a rhythm that was found
`tracker`     find the rhythm, follow it, know when it is lost
`instants`    contact, midstance, toe-off on the mean stride
`angles`      the formulas
`step_reader` one step's numbers
`trust`, `leg` how sure a number is; the last steps of one leg
`stepper`     when a step is due, and how it stands to the one before
`analyser`    the fold over poses: `GaitAnalyser.update(pose, t) -> Measured`
`fusion`      two views of one runner made one; `pairing` which step is which, `blend` what both measure
"""
