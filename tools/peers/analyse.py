"""Analyse one pose stream with Pose2Sim's gait events and Sports2D's angles, in the files that the benchmark scores.

Runs in the environment of the peers: `make peers`.
"""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from tools.peers import columns, contacts, gait_events, joint_angles, stream


def main() -> None:
    """Write the results of one stream."""
    asked = arguments()
    clip = stream.read(asked.poses)
    found = contacts.from_truth(asked.truth) if asked.truth else gait_events.find(clip, asked.height_m)
    columns.write(asked.out, clip.view, clip.times_s, found, joint_angles.measure(clip))


def arguments() -> Namespace:
    """Read the command line."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("poses", type=Path)
    parser.add_argument("--height-m", type=float, default=1.7, help="as Sports2D has it where it is not told")
    parser.add_argument("--truth", type=Path, help="measure the angles at the true instants of this file")
    parser.add_argument("--out", type=Path, required=True)
    return parser.parse_args()


if __name__ == "__main__":
    main()
