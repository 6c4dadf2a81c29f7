// Draws the runner as in a mirror: lines on the ground, the trained ones in the bar's colour, those that carry bold.

const INK = "#f4f7f9";
const WIDTHS = { thin: 0.008, bold: 0.02, trained: 0.014, trained_bold: 0.03 }; // of the screen's shorter side
const FILLED = 0.86; // of the canvas is as high as the body
const SETTLE_S = 2; // the picture's frame follows the body so slowly that a stride still moves in it
const LOST_S = 1;

export function mirror(canvas) {
  let frame = null;
  let drawnAt = -Infinity;

  function follow(body) {
    const now = performance.now() / 1000;
    const share = now - drawnAt > LOST_S ? 1 : 1 - Math.exp(-(now - drawnAt) / SETTLE_S);
    drawnAt = now;
    frame = frame ? body.map((value, n) => frame[n] + share * (value - frame[n])) : body;
  }

  // figure: { lines: [[x, y, x, y, stroke]], head: [x, y, radius] | null }, in heights of the camera's picture.
  function draw(figure, colour) {
    follow(bodyOf(figure));
    const pen = cleared();
    const [x, y, width, height] = frame;
    const scale = Math.min((FILLED * canvas.height) / height, (FILLED * canvas.width) / width);
    const at = (px, py) => [canvas.width / 2 + (px - x) * scale, canvas.height / 2 + (py - y) * scale];
    for (const [x1, y1, x2, y2, stroke] of figure.lines) {
      pen.strokeStyle = stroke.startsWith("trained") ? colour : INK;
      pen.lineWidth = WIDTHS[stroke] * shorterSide();
      line(pen, at(x1, y1), at(x2, y2));
    }
    if (figure.head) circle(pen, at(...figure.head), figure.head[2] * scale);
  }

  function circle(pen, [x, y], radius) {
    pen.strokeStyle = INK;
    pen.lineWidth = WIDTHS.thin * shorterSide();
    pen.beginPath();
    pen.arc(x, y, radius, 0, 2 * Math.PI);
    pen.stroke();
  }

  // Returns the context of the canvas, empty and as large as it is shown.
  function cleared() {
    const scale = devicePixelRatio || 1;
    const [width, height] = [canvas.clientWidth, canvas.clientHeight].map((side) => Math.round(side * scale));
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
    const pen = canvas.getContext("2d");
    pen.clearRect(0, 0, width, height);
    pen.lineCap = pen.lineJoin = "round";
    return pen;
  }

  return { draw, clear: cleared };
}

const shorterSide = () => Math.min(innerWidth, innerHeight) * (devicePixelRatio || 1);

// Returns the middle, width and height of a figure.
function bodyOf({ lines, head }) {
  const [headX, headY, radius] = head ?? [lines[0][0], lines[0][1], 0];
  const xs = [headX, ...lines.flatMap((line) => [line[0], line[2]])];
  const ys = [headY - radius, ...lines.flatMap((line) => [line[1], line[3]])];
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  return [(left + right) / 2, (top + bottom) / 2, right - left, bottom - top];
}

function line(pen, from, to) {
  pen.beginPath();
  pen.moveTo(...from);
  pen.lineTo(...to);
  pen.stroke();
}
