"""When a cue is to reach the runner: while the foot it is told of is in the air, a reaction before it lands.

The same foot lands again 0.7 s after it did, and the station knows of the step about 0.2 s after its contact. Played at
once, a cue would come now early, now late, as frames happen to be seen; so it is given an instant of its own, and the
player waits for it. A voluntary answer to a sound takes a fifth to a quarter of a second.
"""

from station.model import GaitEstimate, Side

REACTION_S = 0.25


def lands_t(estimate: GaitEstimate, side: Side | None) -> float | None:
    """Return when a leg's foot lands next; of both, that which landed last and so lands later."""
    sides = [side] if side else list(Side)
    known = [t for one in sides if (t := estimate.leg(one).next_contact_s) is not None]
    return max(known, default=None)


def due_t(estimate: GaitEstimate, side: Side | None) -> float | None:
    """Return when a cue of this moment is to arrive; None = at once."""
    landing = lands_t(estimate, side)
    due = None if landing is None else landing - REACTION_S
    return due if due is not None and due > estimate.t else None
