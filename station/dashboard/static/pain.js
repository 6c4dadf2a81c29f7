// Asks for the runner's pain when it is due, or when the coach wants to tell; never in the way of STOP.

import { close } from "./dialogs.js";

const AGAIN_MS = 60_000; // a prompt that was put off comes back, for pain that nobody asks of is not known
const $ = (id) => document.getElementById(id);
let called = false;
let putOffAt = -Infinity;

function putOff() {
  called = false;
  putOffAt = performance.now();
  $("ask").hidden = true;
}

export function showPain({ session, pain_due }) {
  if (!pain_due) putOffAt = -Infinity;
  if (!session) called = false;
  const due = pain_due && performance.now() - putOffAt > AGAIN_MS;
  $("ask").hidden = !session || !(called || due);
}

export function listenPain() {
  $("open-ask").addEventListener("click", () => {
    close();
    called = true;
    $("ask").hidden = false;
    $("ask").querySelector("button").focus();
  });
  $("not-now").addEventListener("click", putOff);
  $("ask").querySelector("form").addEventListener("sent", putOff);
}
