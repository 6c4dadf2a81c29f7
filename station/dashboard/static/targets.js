// The dialog of the cadence band: it begins with the band in force.

import { open } from "./dialogs.js";

const $ = (id) => document.getElementById(id);

// band: returns { low, high }, steps/min.
export function listenTargets(band) {
  $("open-targets").addEventListener("click", () => {
    const { low, high } = band() ?? {};
    $("low").value = low == null ? "" : Math.round(low);
    $("high").value = high == null ? "" : Math.round(high);
    open($("targets"));
  });
}
