// Sends the coach's commands without leaving the page; a refusal is said where the coach looks.

import { close } from "./dialogs.js";

async function send(event) {
  event.preventDefault();
  const { target: form, submitter: button } = event; // an event forgets its submitter once it is over
  const said = form.querySelector(".refused") ?? document.getElementById("said");
  const body = new FormData(form, button);
  button.disabled = !button.classList.contains("halt"); // one tap, one command; but STOP may be hammered on
  const words = await posted(form, body);
  button.disabled = false;
  said.textContent = words;
  said.hidden = !words;
  if (words) return;
  if (form.closest("dialog")) close();
  form.dispatchEvent(new Event("sent"));
}

async function posted(form, body) {
  try {
    const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } });
    return answer.ok ? "" : (await answer.json()).problem;
  } catch {
    return "The station did not answer. Try again.";
  }
}

export function listen() {
  document.querySelectorAll("form.command").forEach((form) => form.addEventListener("submit", send));
}
