"""Sides, views and the body's points."""

from enum import IntEnum, StrEnum


class Side(StrEnum):
    """A side of the runner's own body."""

    LEFT = "left"
    RIGHT = "right"

    @property
    def other(self) -> "Side":
        return Side.RIGHT if self is Side.LEFT else Side.LEFT

    @property
    def sign(self) -> int:
        """+1 for the right leg, -1 for the left, as in every formula of the frontal plane."""
        return 1 if self is Side.RIGHT else -1


class View(StrEnum):
    """Where the camera stands: in front, behind, on the runner's left or right."""

    FRONT = "front"
    REAR = "rear"
    LEFT = "left"
    RIGHT = "right"

    @property
    def frontal(self) -> bool:
        """True where the camera sees the frontal plane (from the front or from behind)."""
        return self in (View.FRONT, View.REAR)


class Landmark(IntEnum):
    """MediaPipe's 33 body points: the row of each in a pose."""

    NOSE = 0
    LEFT_EYE_INNER = 1
    LEFT_EYE = 2
    LEFT_EYE_OUTER = 3
    RIGHT_EYE_INNER = 4
    RIGHT_EYE = 5
    RIGHT_EYE_OUTER = 6
    LEFT_EAR = 7
    RIGHT_EAR = 8
    MOUTH_LEFT = 9
    MOUTH_RIGHT = 10
    LEFT_SHOULDER = 11
    RIGHT_SHOULDER = 12
    LEFT_ELBOW = 13
    RIGHT_ELBOW = 14
    LEFT_WRIST = 15
    RIGHT_WRIST = 16
    LEFT_PINKY = 17
    RIGHT_PINKY = 18
    LEFT_INDEX = 19
    RIGHT_INDEX = 20
    LEFT_THUMB = 21
    RIGHT_THUMB = 22
    LEFT_HIP = 23
    RIGHT_HIP = 24
    LEFT_KNEE = 25
    RIGHT_KNEE = 26
    LEFT_ANKLE = 27
    RIGHT_ANKLE = 28
    LEFT_HEEL = 29
    RIGHT_HEEL = 30
    LEFT_FOOT_INDEX = 31
    RIGHT_FOOT_INDEX = 32

    @property
    def key(self) -> str:
        """The point's name in the pose stream, lower snake case."""
        return self.name.lower()

    @property
    def of_face(self) -> bool:
        """True for the points that say something about a face; sessions do not keep them."""
        return self <= Landmark.MOUTH_RIGHT
