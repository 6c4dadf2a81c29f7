// Brings the health page up to date every few seconds, and compares the station's clock with the tablet's.

const EVERY_MS = 5000;
const APART_MS = 120_000; // a tablet's own clock is seldom further off

const $ = (id) => document.getElementById(id);

async function renew() {
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    if (answer.redirected) return location.reload(); // logged out
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const id of ["gist", "lines", "numbers"]) replace(id, page.getElementById(id));
    $("lost").hidden = true;
    compare();
  } catch {
    $("lost").hidden = false;
  }
}

function replace(id, fresh) {
  if (fresh.innerHTML !== $(id).innerHTML) $(id).innerHTML = fresh.innerHTML; // a screen reader hears only what is new
  Object.assign($(id).dataset, fresh.dataset);
}

function compare() {
  const station = new Date($("lines").dataset.now);
  const apart = Math.abs(station - Date.now()) > APART_MS;
  $("clocks").hidden = !apart;
  $("clocks").textContent = apart
    ? `The station's clock says ${station.toLocaleString()}, this tablet's ${new Date().toLocaleString()}. If the tablet is right, sessions get a wrong date.`
    : "";
}

setInterval(() => document.hidden || renew(), EVERY_MS);
compare();
document.body.dataset.ready = "true";
