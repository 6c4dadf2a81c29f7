// Writes where a session stands: its phases, what is trained, how it goes on, and what happened.

const $ = (id) => document.getElementById(id);
const write = (element, text) => element.textContent !== text && (element.textContent = text);
const made = (tag, properties) => Object.assign(document.createElement(tag), properties);
const clock = (s) => `${Math.floor(s / 60)}:${String(s % 60).padStart(2, "0")}`;
const ago = (s) => (s < 60 ? `${s} s ago` : `${Math.floor(s / 60)} min ago`);
let last = null; // the session that ran last while this page was open
const PLACES = { over: "✓ ", now: "▶ ", next: "" };

export function showSession(moment) {
  const { session, muted, level } = moment;
  $("course").hidden = !session;
  for (const id of ["idle", "open-start"]) $(id).hidden = Boolean(session);
  for (const part of document.querySelectorAll(".busy")) part.hidden = !session;
  document.body.classList.toggle("in-session", Boolean(session));
  write($("mute"), muted ? "Unmute" : "Mute");
  $("muted").value = String(!muted);
  showLevel(level);
  showNotices(session ? moment.notices : []);
  showSafety(session ? moment.safety : null);
  last = session?.id ?? last;
  $("ended").hidden = last === null;
  $("ended").href = `/sessions/${last}`;
  if (!session) return;
  showStage(moment);
  showPhases(moment.phases);
  showTrained(moment);
}

function showStage({ session, plan, stage, stage_words, left_s, baseline_frac, halted }) {
  const { title, planned } = JSON.parse($("live").dataset.programmes)[plan.programme] ?? { title: plan.programme };
  write($("name"), session.runner);
  write($("elapsed"), clock(session.elapsed_s));
  write($("plan"), `${planned > 1 ? `session ${plan.number} of ${planned}, ` : ""}${title}`);
  write($("stage"), stage_words);
  write($("left-time"), left_s === null ? "" : `${clock(left_s)} left`);
  $("progress").hidden = stage !== "baseline" || left_s !== null;
  $("progress").value = baseline_frac ?? 0;
  $("course").dataset.stage = stage;
  $("moves").hidden = halted;
  $("halted").hidden = !halted;
}

// The list is only made anew when it is another.
function showPhases(phases) {
  const told = JSON.stringify(phases);
  if ($("phases").dataset.told === told) return;
  $("phases").dataset.told = told;
  $("phases").replaceChildren(...phases.map(phase));
}

function phase({ words, length_s, place }) {
  const item = made("li", { className: place });
  if (place === "now") item.setAttribute("aria-current", "step");
  const length = length_s === null ? "" : ` ${length_s < 60 ? `${length_s} s` : `${Math.round(length_s / 60)} min`}`;
  item.append(made("b", { textContent: PLACES[place] + words }), made("span", { textContent: length }));
  return item;
}

function showTrained({ focus, proposal, metronome_spm, plan }) {
  const waits = proposal && proposal.name !== focus?.name;
  write($("train-head"), focus ? "Trained now" : proposal ? "The station proposes" : "To be trained");
  write($("tempo"), metronome_spm === null ? "" : `, metronome ${metronome_spm}`);
  write($("train"), focus?.words ?? proposal?.words ?? "Not settled yet");
  write($("train-why"), !proposal ? "" : focus && waits ? `Proposed: ${proposal.words}. ${proposal.reason}` : proposal.reason);
  $("accept").hidden = !waits;
  $("accept").elements.focus.value = proposal?.name ?? "";
  write($("proposed"), proposal ? `The station proposes: ${proposal.words}. ${proposal.reason}` : "");
  for (const button of $("train-dialog").querySelectorAll("[name=focus]")) {
    button.hidden = button.value === "trunk_lean" && !plan.trunk_lean_allowed;
    button.setAttribute("aria-pressed", String(button.value === focus?.name));
  }
}

function showSafety(safety) {
  $("safety").hidden = !safety;
  $("safety").dataset.verdict = safety?.verdict ?? "";
  write($("safety"), safety?.words ?? "");
  write($("resume-why"), safety?.words ?? "");
}

function showNotices(notices) {
  const lines = notices.map(({ words, ago_s }) => `${ago(ago_s)}: ${words}`);
  if ($("notices").dataset.told === lines.join("\n")) return;
  $("notices").dataset.told = lines.join("\n");
  $("notices").replaceChildren(...lines.map((textContent) => made("li", { textContent })));
}

function showLevel(level) {
  document.querySelectorAll("#level rect").forEach((rect, n) => rect.classList.toggle("lit", n < level));
  write($("level").querySelector("b"), level ? `${level} of 5` : "off");
}

// Takes back what was said of now.
export function disownSession() {
  write($("level").querySelector("b"), "not known");
  write($("left-time"), "");
}
