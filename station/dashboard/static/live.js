// The live page: keeps the last minute, shows each moment, and says when the newest is too old.

import { listenDialogs } from "./dialogs.js";
import { listenNumbers } from "./numbers.js";
import { listenPain } from "./pain.js";
import { listen } from "./send.js";
import { disown, show } from "./show.js";
import { listenStart } from "./start.js";
import { follow } from "./stream.js";
import { listenTargets } from "./targets.js";

const STALE_S = 1.75; // looked at four times a second, so nothing looks fresh that is over 2 s old
const MINUTE_S = 60;

const made = (tag, properties) => Object.assign(document.createElement(tag), properties);

let moment = null;
let receivedAt = -Infinity;
let freshAt = new Date();
let trouble = null;
let samples = JSON.parse(sessionStorage.getItem("trend") ?? "[]");

function take(news) {
  moment = news;
  receivedAt = performance.now();
  if (news.ready) remember(news);
  requestAnimationFrame(refresh);
}

function remember({ t, view, cadence, left, right }) {
  const last = samples.at(-1);
  if (t === last?.t) return; // nothing was seen since
  if (t < last?.t || view !== last?.view) samples = []; // the station was started again
  samples = samples.filter((sample) => sample.t > t - MINUTE_S);
  samples.push({ t, view, cadence: cadence.trend, left: left.trend, right: right.trend });
}

function refresh() {
  if (moment) show(moment, samples);
  showAge();
}

// Runs by its own clock, so that it speaks up even when nothing at all arrives any more.
function showAge() {
  const age_s = (moment?.age_s ?? 0) + (performance.now() - receivedAt) / 1000;
  const stale = !moment?.ready || age_s > STALE_S;
  document.body.classList.toggle("stale", stale);
  if (!stale) freshAt = new Date(Date.now() - 1000 * age_s);
  if (stale && moment?.ready) disown();
  const lines = stale ? [trouble?.words, oldWords()] : [];
  banner([...lines, ...(moment?.warnings ?? [])].filter(Boolean), trouble?.link);
}

function oldWords() {
  if (!moment) return "Connecting to the station.";
  return moment.ready ? `Stale: nothing new since ${freshAt.toLocaleTimeString()}.` : "Waiting for the camera.";
}

function banner(lines, link) {
  const box = document.getElementById("banner");
  box.hidden = !lines.length;
  if (box.dataset.said === lines.join(" ")) return;
  box.dataset.said = lines.join(" ");
  box.replaceChildren(...lines.map((textContent) => made("p", { textContent })));
  if (link) box.firstChild?.append(" ", made("a", { href: link, textContent: "Log in again" }));
}

addEventListener("pagehide", () => sessionStorage.setItem("trend", JSON.stringify(samples)));
new ResizeObserver(refresh).observe(document.getElementById("live"));
setInterval(showAge, 250);
listen();
listenDialogs();
listenTargets(() => moment?.cadence);
listenNumbers(refresh);
listenPain();
listenStart();
follow({ onMoment: take, onTrouble: (words, link) => (trouble = words && { words, link }) });
document.body.dataset.follows = "true"; // from here on buttons answer
