// Sends the coach's commands without leaving the page; a refusal is said where the coach looks.

const $ = (id) => document.getElementById(id);

async function send(event) {
  event.preventDefault();
  const { target: form, submitter: button } = event; // an event forgets its submitter once it is over
  const said = form.closest("dialog") ? $("targets-said") : $("said");
  const body = new FormData(form, button);
  button.disabled = true; // one tap, one command
  const words = await posted(form, body);
  button.disabled = false;
  said.textContent = words;
  said.hidden = !words;
  if (!words) form.closest("dialog")?.close();
}

async function posted(form, body) {
  try {
    const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } });
    return answer.ok ? "" : (await answer.json()).problem;
  } catch {
    return "The station did not answer. Try again.";
  }
}

function openTargets({ low, high } = {}) {
  $("low").value = low == null ? "" : Math.round(low);
  $("high").value = high == null ? "" : Math.round(high);
  $("targets-said").hidden = true;
  $("targets").showModal();
}

// band: returns the cadence band in force, to begin with.
export function listen(band) {
  document.querySelectorAll("form.command, form#start").forEach((form) => form.addEventListener("submit", send));
  $("open-targets").addEventListener("click", () => openTargets(band()));
  $("close-targets").addEventListener("click", () => $("targets").close());
}
