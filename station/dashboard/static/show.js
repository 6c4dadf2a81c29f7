// Writes one moment onto the live page, and takes it back once it is too old to be said of now.

import { drawFigure, drawTrend } from "./draw.js";
import { held } from "./hold.js";
import { disownNumbers, showNumbers } from "./numbers.js";
import { showPain } from "./pain.js";
import { disownSession, showSession } from "./session.js";

const CUE_NOW_S = 8;
// A message that was held up must not make the picture flash faster than the lamp does: at most 3 a second.
const LAMP_HOLD_MS = matchMedia("(prefers-reduced-motion: reduce)").matches ? 1000 : 200;
const CHIPS = { in: "✓ In band", above: "▲ Above band", below: "▼ Below band" };
const VIEWS = {
  front: "Front view: the runner's left is on the right.",
  rear: "Seen from behind.",
  left: "Seen from the runner's left.",
  right: "Seen from the runner's right.",
};
const READINGS = { left: { span: 10, unit: "°" }, cadence: { span: 12, unit: "" }, right: { span: 10, unit: "°" } };

const $ = (id) => document.getElementById(id);
const minus = (value) => String(value).replace("-", "−");
const clock = (s) => `${Math.floor(s / 60)}:${String(s % 60).padStart(2, "0")}`;
const write = (element, text) => element.textContent !== text && (element.textContent = text);

// samples: the last minute, [{ t, cadence, left, right }].
export function show(moment, samples) {
  showLamps(moment.lamps);
  if (!moment.ready) return;
  for (const name of Object.keys(READINGS)) showReading(name, moment[name], samples);
  showNumbers(moment.numbers);
  showCue(moment);
  showTracking(moment);
  showSession(moment);
  showPain(moment);
}

function showReading(name, reading, samples) {
  const card = $(name);
  const { span, unit } = READINGS[name];
  const exact = (value) => minus(value.toFixed(reading.decimals));
  const [whole, part] = reading.value === null ? ["–"] : exact(reading.value).split(".");
  const inside = (selector) => card.querySelector(selector);
  if (reading.name) write(inside(".title"), reading.name);
  write(inside(".whole"), whole);
  write(inside(".part"), part ? `.${part}` : "");
  write(inside(".sure"), reading.sure);
  write(inside(".use"), reading.use);
  card.dataset.state = reading.state ?? "none";
  card.dataset.grade = reading.grade;
  write(inside(".chip"), chipWords(reading));
  write(inside(".band"), bandWords(reading, unit));
  write(inside(".unit"), reading.value === null ? "" : unit);
  write(inside(".truth"), reading.truth === null ? "" : `True: ${minus(reading.truth)}${unit} (virtual runner)`);
  drawTrend(inside("canvas"), samples.map((sample) => ({ t: sample.t, value: sample[name] })), reading, span);
}

function chipWords({ value, grade, state }) {
  if (value === null) return "Not measured";
  return grade === "D" ? "Not sure enough" : (CHIPS[state] ?? "No band");
}

function bandWords({ low, high, state, thigh_steady }, unit) {
  if (low === null && high === null) return "";
  const quiet = state === "above" && thigh_steady ? ". Thigh steady, so no cue" : "";
  if (low === null) return `Band up to ${minus(high)}${unit}${quiet}`;
  return `Band from ${minus(low)}${unit}${high === null ? "" : ` to ${minus(high)}${unit}`}${quiet}`;
}

function showCue({ cue, silence, muted, stage }) {
  const now = cue && cue.ago_s <= CUE_NOW_S;
  $("cue").dataset.now = Boolean(now);
  write($("cue"), cue ? cue.sentence : "No cue yet.");
  write($("cue-when"), !cue ? "Cue" : now ? (muted ? "Cue now, but muted" : "Cue now") : `Last cue, ${clock(cue.ago_s)} min ago`);
  write($("silence"), muted ? "Muted: lamps and buzzer stay off." : stage === "waiting" ? "" : (silence ?? ""));
}

function showTracking(news) {
  write($("tracking"), news.tracking.word);
  $("tracking").dataset.word = news.tracking.word;
  write($("tracking-why"), news.tracking.detail);
  write($("seen"), VIEWS[news.view]);
  const behind = news.delay_ms === null ? "" : `, ${news.delay_ms} ms behind`;
  write($("rate"), `${news.poses_hz ?? "–"} poses/s${behind}${news.virtual ? ", virtual runner" : ""}`);
  drawFigure($("figure"), news);
}

function lamp(id, on, off) {
  return held((lit) => {
    $(id).classList.toggle("lit", Boolean(lit));
    write($(id).querySelector("b"), lit === null ? "not known" : lit ? on : off);
  }, LAMP_HOLD_MS);
}

const lamps = {
  left: lamp("lamp-left", "ON", "off"),
  right: lamp("lamp-right", "ON", "off"),
  sound: lamp("sound", "SOUNDS", "quiet"),
  steady: held((colour) => ($("lamp-steady").querySelector("rect").style.fill = colour ?? ""), LAMP_HOLD_MS),
};

function showLamps({ left, right, steady_rgb, steady_word, tone_hz }) {
  lamps.left(left);
  lamps.right(right);
  lamps.sound(tone_hz !== null);
  lamps.steady(steady_rgb && `rgb(${steady_rgb.join(" ")})`);
  write($("lamp-steady").querySelector("b"), steady_word);
}

// Takes back what was said of now: it may have changed since.
export function disown() {
  for (const name of Object.keys(READINGS)) write($(name).querySelector(".chip"), "Stale");
  for (const show of Object.values(lamps)) show(null);
  write($("lamp-steady").querySelector("b"), "not known");
  if ($("cue").dataset.now === "true") write($("cue-when"), "Last cue");
  disownNumbers();
  disownSession();
}
