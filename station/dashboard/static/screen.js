// The runner's screen: one word, one bar, one figure, and nothing of them that is not of this moment.

import { held } from "./hold.js";
import { setWords } from "./lines.js";
import { mirror } from "./mirror.js";
import { follow } from "./stream.js";

const STALE_S = 1.75; // looked at four times a second, so nothing stays that is over 2 s old
const HOLD_MS = 350; // word, bar and figure change together, less than three times a second: nothing can flash faster

const $ = (id) => document.getElementById(id);
const NOTHING = { word: document.body.dataset.moment, bar: null, figure: null, lasts: false, age_s: 0 };
const reflection = mirror($("figure"));

let moment = NOTHING;
let receivedAt = -Infinity;
let shown = look(NOTHING);

function take(news) {
  moment = news;
  receivedAt = performance.now();
  refresh();
  if (shown.figure && moment.figure) requestAnimationFrame(drawFigure);
}

// Runs by its own clock too, so that it goes blank even when nothing at all arrives any more.
function refresh() {
  show(JSON.stringify(look(current())));
}

function current() {
  const age_s = moment.age_s + (performance.now() - receivedAt) / 1000;
  return age_s > STALE_S && !moment.lasts ? NOTHING : moment;
}

function look({ word, bar, figure, lasts }) {
  return { word, lies: bar?.lies ?? null, place: bar?.place ?? null, figure: Boolean(figure), stop: lasts };
}

const show = held((wanted) => {
  shown = JSON.parse(wanted);
  layOut();
  if (shown.figure) drawFigure();
  else reflection.clear();
}, HOLD_MS);

function layOut() {
  const { word, lies, place, stop } = shown;
  mark("lies", lies);
  mark("stop", stop);
  $("bar").hidden = !lies;
  $("bar").ariaLabel = place ? "Out of the band" : "In the band";
  for (const cell of $("bar").children) cell.classList.toggle("lit", Boolean(lies) && isLit(Number(cell.dataset.place), place));
  setWords($("word"), word);
}

function mark(name, value) {
  if (value) $("screen").dataset[name] = value;
  else delete $("screen").dataset[name];
}

// A cell is lit where it lies between the band and the place, the place included; the band itself only when in it.
function isLit(cell, place) {
  if (!place) return cell === 0;
  return cell !== 0 && Math.sign(cell) === Math.sign(place) && Math.abs(cell) <= Math.abs(place);
}

function drawFigure() {
  if (!shown.figure || !moment.figure) return;
  const colour = getComputedStyle(document.documentElement).getPropertyValue(shown.place ? "--out" : "--in");
  reflection.draw(moment.figure, colour.trim());
}

addEventListener("resize", layOut);
layOut();
setInterval(refresh, 250);
follow({
  events: "/runner/events",
  newest: "/runner.json",
  onMoment: take,
  onTrouble: (_, link) => link && location.assign(link), // nobody can press a link here
});
document.body.dataset.follows = "true";
