// The dialog that begins a session: what the chosen runner can do today, fetched as a part of the page.

import { open } from "./dialogs.js";

const $ = (id) => document.getElementById(id);

async function offer() {
  const asked = $("runner").value;
  const url = `${$("start").dataset.choices}?runner_id=${encodeURIComponent(asked)}`;
  const part = await fetched(url);
  if (asked !== $("runner").value) return; // somebody else was chosen meanwhile
  if (part === null) return say("The station did not tell what this runner can do. Choose the runner again.");
  say("");
  $("choices").innerHTML = part;
  sift();
}

async function fetched(url) {
  try {
    const answer = await fetch(url);
    return answer.ok && !answer.redirected ? await answer.text() : null;
  } catch {
    return null;
  }
}

function say(words) {
  const said = $("start").querySelector(".refused");
  said.textContent = words;
  said.hidden = !words;
  if (words) $("choices").replaceChildren();
}

// Shows only what the chosen line asks for.
function sift() {
  const what = $("start").querySelector("[name=what]:checked")?.value;
  for (const field of $("choices").querySelectorAll("[data-for]")) {
    field.hidden = !field.dataset.for.split(" ").includes(what);
  }
}

// A new session begins with nothing ticked from the last one.
function fresh() {
  $("start").querySelector("[name=pain_before][value='']").checked = true;
  offer();
}

export function listenStart() {
  $("start-dialog").addEventListener("opened", fresh);
  $("runner").addEventListener("change", offer);
  $("choices").addEventListener("change", sift);
  if ($("start").dataset.open) open($("start-dialog"));
}
