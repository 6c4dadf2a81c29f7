// The set-up page: taps, what they tell, checks once a second while somebody looks, quiet standing.

import { corners } from "./corners.js";

const EVERY_MS = 1000;
const SIGNS = { good: "✓ Good", look: "! Look", bad: "✗ Bad", unknown: "– Not known" };

const $ = (id) => document.getElementById(id);
const made = (tag, properties, ...inside) => {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...inside);
  return element;
};
const still = corners($("picture"), tapped);
let asked = 0;
let answered = 0;
let shown = "";

function taps() {
  return { corners: JSON.stringify(still.belt() ?? ""), upright: still.upright() ? JSON.stringify(still.upright()) : "" };
}

function tapped() {
  hint();
  $("said").hidden = true;
  ask();
}

function hint(words) {
  const next = still.next();
  const upright = "Tap two ends of something upright: a door frame, a post.";
  const what = next > 4 ? upright : next ? `Tap corner ${next} of 4.` : "All tapped. Drag to put right, then save.";
  $("hint").textContent = words ?? what;
}

async function renew() {
  $("again").disabled = true;
  hint("Fetching a picture.");
  try {
    await still.renew();
    hint();
  } catch {
    hint("The camera sends no picture now. Look at its cable, then ask for a new picture.");
  }
  $("again").disabled = false;
}

// Asks for what is seen, and what the taps tell; an answer to an older question that comes late is passed over.
async function ask() {
  asked += 1;
  const mine = asked;
  const form = $("taps");
  const question = new URLSearchParams({ length_cm: $("length").value, width_cm: $("width").value });
  if (still.belt()) Object.entries(taps()).forEach(([name, value]) => question.set(name, value));
  try {
    const answer = await fetch(`${form.dataset.look}${form.dataset.look.includes("?") ? "&" : "?"}${question}`, { headers: { Accept: "application/json" } });
    const news = await answer.json();
    if (mine > answered) answer.ok ? show(news) : line(news.problem, answer.status === 401);
  } catch {
    if (mine > answered) line("No connection to the station. Trying again.");
  }
  answered = Math.max(answered, mine);
}

function line(words, loggedOut) {
  $("line").hidden = !words;
  $("line").replaceChildren(words ?? "", ...(loggedOut ? [" ", made("a", { href: "/login", textContent: "Log in again" })] : []));
}

function show({ checks, aim, problem, standing, stands_frac, delay, blinks }) {
  line();
  $("save").disabled = still.next() !== null || Boolean(problem) || !still.belt();
  list($("aim"), problem ? [problem] : aim);
  $("aim").dataset.problem = Boolean(problem);
  list($("standing"), standing);
  $("stands").hidden = stands_frac === null;
  $("stands").value = stands_frac ?? 0;
  $("stand-button").disabled = stands_frac !== null;
  list($("delay-told"), delay ? [delay] : []);
  $("delay-button").disabled = blinks;
  const now = JSON.stringify(checks);
  if (now !== shown) $("checks").replaceChildren(...checks.map(row)); // a screen reader hears only what is new
  shown = now;
}

function row(check) {
  const sign = made("b", { className: "sign", textContent: SIGNS[check.state] });
  const words = [made("b", { textContent: check.name }), " ", check.seen];
  const item = made("li", {}, sign, made("p", {}, ...words, ...(check.do ? [" ", made("em", { textContent: check.do })] : [])));
  item.dataset.state = check.state;
  item.dataset.name = check.name;
  return item;
}

function list(element, lines) {
  if (!lines.length || element.innerText.trim() === lines.join("\n")) return;
  element.replaceChildren(...lines.map((textContent) => made("li", { textContent })));
}

async function send(event) {
  event.preventDefault();
  const form = event.target;
  const button = event.submitter;
  if (form === $("taps")) Object.entries(taps()).forEach(([name, value]) => (form.elements[name].value = value));
  button.disabled = true;
  const words = await posted(form);
  button.disabled = false;
  $("said").textContent = words;
  $("said").hidden = !words;
  if (!words && form === $("taps")) hint("Saved. It is used from now on; a session that runs keeps its own set-up.");
  ask();
}

async function posted(form) {
  try {
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form), headers: { Accept: "application/json" } });
    return answer.ok ? "" : (await answer.json()).problem;
  } catch {
    return "The station did not answer. Try again.";
  }
}

function upright() {
  still.wantUpright(!still.hasUpright());
  $("upright").textContent = still.hasUpright() ? "Without the upright" : "Add an upright";
  tapped();
}

for (const form of [$("taps"), $("stand"), $("delay")]) form.addEventListener("submit", send);
for (const field of [$("length"), $("width")]) field.addEventListener("input", ask);
$("again").addEventListener("click", renew);
$("upright").addEventListener("click", upright);
$("clear").addEventListener("click", () => (still.clear(), tapped()));
setInterval(() => document.hidden || asked > answered || ask(), EVERY_MS); // one question at a time
renew().then(ask);
document.body.dataset.ready = "true";
