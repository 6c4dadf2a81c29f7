"""A drawing as SVG: the few shapes that wiring and placement need, well-formed because ElementTree writes it."""

from xml.etree import ElementTree as Tree

FONT = "DejaVu Sans, Verdana, sans-serif"
INK, FAINT = "#222222", "#888888"


class Drawing:
    """Shapes in the order in which they are drawn, in px, y downwards."""

    def __init__(self, width: float, height: float, title: str) -> None:
        size = {"width": _n(width), "height": _n(height), "viewBox": f"0 0 {_n(width)} {_n(height)}"}
        self._root = Tree.Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "font-family": FONT, **size})
        Tree.SubElement(self._root, "title").text = title
        self.box(0, 0, width, height, fill="#ffffff", stroke="none")

    def line(self, *points: tuple[float, float], stroke: str = INK, width: float = 1.5, dash: str = "") -> None:
        """Draw a line through points."""
        way = " ".join(f"{_n(x)},{_n(y)}" for x, y in points)
        looks = {
            "fill": "none",
            "stroke": stroke,
            "stroke-width": _n(width),
            "stroke-linejoin": "round",
            "stroke-linecap": "butt" if dash else "round",
        }
        Tree.SubElement(
            self._root, "polyline", {"points": way, **looks, **({"stroke-dasharray": dash} if dash else {})}
        )

    def area(self, *points: tuple[float, float], fill: str, stroke: str = INK, opacity: float = 1.0) -> None:
        way = " ".join(f"{_n(x)},{_n(y)}" for x, y in points)
        looks = {"fill": fill, "stroke": stroke, "fill-opacity": _n(opacity)}
        Tree.SubElement(self._root, "polygon", {"points": way, **looks})

    def box(self, x: float, y: float, width: float, height: float, *, fill: str = "none", stroke: str = INK) -> None:
        place = {"x": _n(x), "y": _n(y), "width": _n(width), "height": _n(height)}
        Tree.SubElement(self._root, "rect", {**place, "fill": fill, "stroke": stroke})

    def disc(self, x: float, y: float, radius: float, fill: str = "none", stroke: str = INK) -> None:
        Tree.SubElement(
            self._root, "circle", {"cx": _n(x), "cy": _n(y), "r": _n(radius), "fill": fill, "stroke": stroke}
        )

    def text(
        self,
        x: float,
        y: float,
        words: str,
        size: float = 13,
        anchor: str = "start",
        *,
        fill: str = INK,
        bold: bool = False,
    ) -> None:
        """Write a line; `anchor`: start, middle or end."""
        looks = {"font-size": _n(size), "text-anchor": anchor, "fill": fill}
        weight = {"font-weight": "bold"} if bold else {}
        Tree.SubElement(self._root, "text", {"x": _n(x), "y": _n(y), **looks, **weight}).text = words

    def arrow(self, start: tuple[float, float], end: tuple[float, float], stroke: str = INK) -> None:
        """Draw a dimension: a line with a head at both ends, upright or level."""
        self.line(start, end, stroke=stroke, width=1.2)
        (x0, y0), (x1, y1) = start, end
        along = (6.0, 0.0) if y0 == y1 else (0.0, 6.0)
        for x, y, sign in ((x0, y0, 1), (x1, y1, -1)):
            dx, dy = along[0] * sign, along[1] * sign
            self.line(
                (x + dx + dy / 2, y + dy + dx / 2), (x, y), (x + dx - dy / 2, y + dy - dx / 2), stroke=stroke, width=1.2
            )

    def __str__(self) -> str:
        Tree.indent(self._root)
        return Tree.tostring(self._root, encoding="unicode") + "\n"


def _n(value: float) -> str:
    return f"{round(value, 1):g}"
