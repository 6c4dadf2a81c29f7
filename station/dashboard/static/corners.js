// The picture with the belt's corners on it: tapped, dragged, looked at through a magnifier.

const INK = "#14202b";
const BLUE = "#0072b2";
const ORANGE = "#e69f00";
const MARGIN = { x: 0.12, top: 0.02, bottom: 0.14 }; // of the picture, around it: a corner may lie outside
const NEAR = 44; // CSS px; a finger is that wide
const ON_IT = 20; // CSS px; while points are still to be tapped, only what is hit is meant to be moved
const LOUPE = { radius: 75, zoom: 3 };
const CORNERS = 4;
const LEAST = 1e-3;

// points: px of the camera's picture, four corners in the order tapped, then up to two of something upright.
export function corners(canvas, onChange) {
  const size = { width: Number(canvas.dataset.width), height: Number(canvas.dataset.height) };
  const points = [...JSON.parse(canvas.dataset.corners), ...JSON.parse(canvas.dataset.upright)];
  const picture = new Image();
  const state = { wanted: CORNERS + points.slice(CORNERS).length, held: null, chosen: null, offset: [0, 0] };

  const scale = () => canvas.clientWidth / (size.width * (1 + 2 * MARGIN.x));
  const shown = ([x, y]) => [(x + MARGIN.x * size.width) * scale(), (y + MARGIN.top * size.height) * scale()];
  const meant = ([x, y]) => [
    clamp(x / scale() / size.width - MARGIN.x, MARGIN.x, MARGIN.x) * size.width,
    clamp(y / scale() / size.height - MARGIN.top, MARGIN.top, MARGIN.bottom) * size.height,
  ];

  function draw() {
    const ratio = devicePixelRatio || 1;
    canvas.width = Math.round(canvas.clientWidth * ratio);
    canvas.height = Math.round(canvas.clientHeight * ratio);
    const pen = canvas.getContext("2d");
    pen.scale(ratio, ratio);
    scene(pen);
    if (state.held !== null) magnify(pen, shown(points[state.held]));
  }

  function scene(pen) {
    const [left, top] = shown([0, 0]);
    const [right, bottom] = shown([size.width, size.height]);
    pen.fillStyle = "#c9d1d9";
    pen.fillRect(left, top, right - left, bottom - top);
    if (picture.naturalWidth) pen.drawImage(picture, left, top, right - left, bottom - top);
    outline(pen, ordered(points.slice(0, CORNERS)).map(shown), true);
    outline(pen, points.slice(CORNERS).map(shown), false);
    points.forEach((point, number) => handle(pen, shown(point), number));
  }

  function handle(pen, [x, y], number) {
    const chosen = number === (state.held ?? state.chosen);
    pen.lineWidth = chosen ? 4 : 3;
    ring(pen, [x, y], 16, "#fff", 6);
    ring(pen, [x, y], 16, chosen ? ORANGE : BLUE, 3);
    cross(pen, [x, y], chosen ? ORANGE : BLUE);
    pen.font = "bold 17px system-ui, sans-serif";
    pen.lineWidth = 4;
    pen.strokeStyle = "#fff";
    pen.fillStyle = INK;
    const name = number < CORNERS ? String(number + 1) : "|";
    pen.strokeText(name, x + 19, y - 12);
    pen.fillText(name, x + 19, y - 12);
  }

  // A finger hides what it points at: the place is shown larger in the corner that is farther away.
  function magnify(pen, [x, y]) {
    const { radius, zoom } = LOUPE;
    const at = [x < canvas.clientWidth / 2 ? canvas.clientWidth - radius - 6 : radius + 6, radius + 6];
    pen.save();
    pen.beginPath();
    pen.arc(...at, radius, 0, 2 * Math.PI);
    pen.fillStyle = "#fff";
    pen.fill();
    pen.clip();
    pen.translate(...at);
    pen.scale(zoom, zoom);
    pen.translate(-x, -y);
    const [left, top] = shown([0, 0]);
    const [right, bottom] = shown([size.width, size.height]);
    if (picture.naturalWidth) pen.drawImage(picture, left, top, right - left, bottom - top);
    cross(pen, [x, y], ORANGE, 1);
    pen.restore();
    ring(pen, at, radius, INK, 3);
  }

  function nearest(at) {
    const far = (point) => Math.hypot(...shown(point).map((value, axis) => value - at[axis]));
    const found = points.reduce((best, point, number) => (far(point) < far(points[best]) ? number : best), 0);
    return points.length && (points.length >= state.wanted || far(points[found]) < ON_IT) ? found : null;
  }

  function down(event) {
    const at = [event.offsetX, event.offsetY];
    let number = nearest(at);
    if (number === null) number = points.push(meant(at)) - 1;
    const place = shown(points[number]);
    const held = Math.hypot(place[0] - at[0], place[1] - at[1]) < NEAR;
    state.offset = held ? [place[0] - at[0], place[1] - at[1]] : [0, 0]; // what is dragged does not jump under the finger
    state.held = state.chosen = number;
    canvas.setPointerCapture(event.pointerId);
    move(event);
    event.preventDefault();
    canvas.focus();
  }

  function move(event) {
    if (state.held === null) return;
    points[state.held] = meant([event.offsetX + state.offset[0], event.offsetY + state.offset[1]]);
    draw();
  }

  function up() {
    if (state.held === null) return;
    state.held = null;
    draw();
    onChange();
  }

  function key(event) {
    const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    const number = Number(event.key) - 1;
    if (points[number]) state.chosen = number;
    else if (steps[event.key] && state.chosen !== null) {
      const by = event.shiftKey ? 10 : 1;
      points[state.chosen] = points[state.chosen].map((value, axis) => value + by * steps[event.key][axis]);
      onChange();
    } else return;
    event.preventDefault();
    draw();
  }

  canvas.style.aspectRatio = `${size.width * (1 + 2 * MARGIN.x)} / ${size.height * (1 + MARGIN.top + MARGIN.bottom)}`;
  canvas.addEventListener("pointerdown", down);
  canvas.addEventListener("pointermove", move);
  canvas.addEventListener("pointerup", up);
  canvas.addEventListener("pointercancel", up);
  canvas.addEventListener("keydown", key);
  new ResizeObserver(draw).observe(canvas);

  return {
    size,
    // Returns once the newest picture is shown; rejects where there is none.
    async renew() {
      picture.src = `${canvas.dataset.source}${canvas.dataset.source.includes("?") ? "&" : "?"}${Date.now()}`;
      await picture.decode();
      draw();
    },
    belt: () => (points.length >= CORNERS ? points.slice(0, CORNERS) : null),
    upright: () => (points.length === CORNERS + 2 ? points.slice(CORNERS) : null),
    // Returns the number of what is to be tapped next: 1 to 4 a corner, 5 and 6 something upright; null once all is.
    next: () => (points.length < state.wanted ? points.length + 1 : null),
    hasUpright: () => state.wanted > CORNERS,
    wantUpright(wanted) {
      state.wanted = CORNERS + (wanted ? 2 : 0);
      points.splice(state.wanted);
      draw();
    },
    clear() {
      points.length = 0;
      state.chosen = null;
      draw();
    },
  };
}

function clamp(part, before, after) {
  return Math.min(1 + after, Math.max(-before, part));
}

// Round their middle, so that the outline never crosses itself whatever the order of the taps.
function ordered(points) {
  const middle = [0, 1].map((axis) => points.reduce((sum, point) => sum + point[axis], 0) / Math.max(points.length, LEAST));
  const angle = ([x, y]) => Math.atan2(y - middle[1], x - middle[0]);
  return [...points].sort((one, other) => angle(one) - angle(other));
}

function outline(pen, points, closed) {
  if (points.length < 2) return;
  for (const [colour, width] of [["#fff", 5], [BLUE, 2.5]]) {
    pen.strokeStyle = colour;
    pen.lineWidth = width;
    pen.beginPath();
    points.forEach(([x, y]) => pen.lineTo(x, y));
    if (closed && points.length === CORNERS) pen.closePath();
    pen.stroke();
  }
}

function ring(pen, at, radius, colour, width) {
  pen.strokeStyle = colour;
  pen.lineWidth = width;
  pen.beginPath();
  pen.arc(...at, radius, 0, 2 * Math.PI);
  pen.stroke();
}

function cross(pen, [x, y], colour, width = 1.5) {
  pen.strokeStyle = colour;
  pen.lineWidth = width;
  pen.beginPath();
  for (const [dx, dy] of [[12, 0], [0, 12]]) {
    pen.moveTo(x - dx, y - dy);
    pen.lineTo(x + dx, y + dy);
  }
  pen.stroke();
}
