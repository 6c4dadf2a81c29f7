// Draws the trends and the stick figure. Colours are Okabe and Ito's, and never the only sign.

const INK = "#14202b";
const SOFT = "#46535f";
const BLUE = "#0072b2";
const ORANGE = "#d55e00";
const BAND = "#d6e8f4";
const MINUTE_S = 60;
const GAP_S = 1;

const CENTRE = [
  "left_shoulder right_shoulder", "left_hip right_hip", "left_shoulder left_hip", "right_shoulder right_hip",
];
const LIMB = [
  "shoulder elbow", "elbow wrist", "hip knee", "knee ankle", "ankle heel", "heel foot_index", "ankle foot_index",
];

// Returns the context of a canvas as large as it is shown, in CSS pixels, empty.
function fresh(canvas) {
  const { clientWidth: width, clientHeight: height } = canvas;
  const scale = devicePixelRatio || 1;
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  const pen = canvas.getContext("2d");
  pen.scale(scale, scale);
  pen.lineCap = pen.lineJoin = "round";
  pen.font = "15px system-ui, sans-serif";
  return { pen, width, height };
}

// samples: [{ t, value }], t in seconds, value null where unknown. What was not seen is not bridged.
export function drawTrend(canvas, samples, { low, high }, leastSpan) {
  const { pen, width, height } = fresh(canvas);
  const box = { left: 40, right: width - 10, top: 8, bottom: height - 22 };
  const known = [...samples.map((sample) => sample.value), low, high].filter((value) => value !== null);
  if (!known.length || box.bottom - box.top < 20) return;
  const middle = (Math.min(...known) + Math.max(...known)) / 2;
  const half = Math.max(leastSpan, Math.max(...known) - Math.min(...known)) * 0.6;
  const y = (value) => box.bottom - ((value - middle + half) / (2 * half)) * (box.bottom - box.top);
  const now = samples.at(-1)?.t ?? 0;
  const x = (t) => box.right - ((now - t) / MINUTE_S) * (box.right - box.left);
  const banded = low !== null || high !== null;
  if (banded) drawBand(pen, box, low === null ? box.bottom : y(low), high === null ? box.top : y(high));
  drawAxes(pen, box, middle, half, y);
  drawLine(pen, samples, x, y);
}

function drawBand(pen, box, from, to) {
  pen.fillStyle = BAND;
  pen.fillRect(box.left, to, box.right - box.left, from - to);
  pen.strokeStyle = BLUE;
  pen.lineWidth = 1.5;
  for (const edge of [from, to].filter((edge) => edge !== box.top && edge !== box.bottom)) {
    line(pen, [[box.left, edge], [box.right, edge]]);
  }
}

function drawAxes(pen, box, middle, half, y) {
  pen.fillStyle = SOFT;
  pen.textBaseline = "middle";
  pen.textAlign = "right";
  for (const value of [middle - half * 0.8, middle + half * 0.8].map(Math.round)) {
    pen.fillText(String(value).replace("-", "−"), box.left - 6, y(value));
  }
  pen.textBaseline = "alphabetic";
  pen.fillText("now", box.right, box.bottom + 18);
  pen.textAlign = "left";
  pen.fillText("1 min ago", box.left, box.bottom + 18);
}

function drawLine(pen, samples, x, y) {
  pen.strokeStyle = pen.fillStyle = INK;
  pen.lineWidth = 3;
  pen.beginPath();
  let drawnAt = -Infinity;
  for (const { t, value } of samples.filter((sample) => sample.value !== null)) {
    pen[t - drawnAt < GAP_S ? "lineTo" : "moveTo"](x(t), y(value));
    drawnAt = t;
  }
  pen.stroke();
  const last = samples.at(-1);
  if (last?.value != null) dot(pen, [x(last.t), y(last.value)], 5);
}

// points: { name: [x_px, y_px] | null } in the camera's picture of width_px x height_px.
export function drawFigure(canvas, { points, width_px, height_px }) {
  const { pen, width, height } = fresh(canvas);
  if (!points) return;
  const scale = Math.min(width / width_px, height / height_px);
  const left = (width - width_px * scale) / 2;
  const top = (height - height_px * scale) / 2;
  const at = (name) => points[name] && [left + points[name][0] * scale, top + points[name][1] * scale];
  const bone = (pair) => pair.every(Boolean) && line(pen, pair);
  pen.lineWidth = 4;
  pen.strokeStyle = pen.fillStyle = INK;
  CENTRE.forEach((pair) => bone(pair.split(" ").map(at)));
  if (at("nose")) dot(pen, at("nose"), 8);
  for (const [side, colour] of [["left", BLUE], ["right", ORANGE]]) {
    pen.strokeStyle = pen.fillStyle = colour;
    pen.lineWidth = 6;
    LIMB.forEach((pair) => bone(pair.split(" ").map((name) => at(`${side}_${name}`))));
    letter(pen, side, at(`${side}_hip`), at(`${side === "left" ? "right" : "left"}_hip`));
  }
}

// Writes L or R beside the hip, on the outside.
function letter(pen, side, hip, other) {
  if (!hip) return;
  pen.font = "bold 22px system-ui, sans-serif";
  pen.textAlign = other && other[0] > hip[0] ? "right" : "left";
  pen.fillText(side[0].toUpperCase(), hip[0] + (pen.textAlign === "right" ? -14 : 14), hip[1] + 8);
}

function line(pen, ends) {
  pen.beginPath();
  ends.forEach(([x, y]) => pen.lineTo(x, y));
  pen.stroke();
}

function dot(pen, [x, y], radius) {
  pen.beginPath();
  pen.arc(x, y, radius, 0, 2 * Math.PI);
  pen.fill();
}
