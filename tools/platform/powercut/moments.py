"""When the power fails: so long after a mark that the guest tells, in what it was told to do."""

from dataclasses import dataclass, field

from tools.platform.powercut.told import Line


@dataclass(frozen=True, slots=True)
class Moment:
    """When the power fails: so long after a mark, in what the guest was told to do."""

    kind: str
    mark: str
    within_s: tuple[float, float]
    plan: Line = field(default_factory=dict)


START = Moment("while it starts", "opening", (0.0, 1.5))
BOOT = Moment("while the kernel boots", "", (0.3, 2.0))
MIGRATION = Moment("while an old record is brought up to date", "migrating", (0.0, 2.5), {"migrate": True})
SHORT = Moment("about a session's begin or end", "begin", (0.2, 6.0), {"session_s": 1.1, "pause_s": 0.3})
MIDDLE = Moment("in mid-session", "begin", (0.2, 6.0))
LONG = Moment("in mid-session, coached", "begin", (18.0, 28.0))

ROUND = (MIDDLE, SHORT, MIDDLE, START, MIDDLE, SHORT, MIDDLE, MIGRATION, MIDDLE, SHORT, LONG, BOOT)
"""In this order, so that fifty cuts hold some of each; the random part is when."""
