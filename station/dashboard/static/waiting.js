// Goes on to the station's own page as soon as it is there. While the one page makes room for the other nobody
// answers, so this page asks: a browser that loads itself anew would end on its own error page.

const EVERY_MS = 3000;
const SILENT_MS = 4000;
const words = document.getElementById("words");

async function look() {
  try {
    const answer = await fetch("/healthz", { signal: AbortSignal.timeout(SILENT_MS) });
    const health = await answer.json();
    if (!health.waiting) location.reload();
    else if (words) await tell();
  } catch {
    // nobody answers: the station is about to be there, or has been switched off
  }
  setTimeout(look, EVERY_MS);
}

async function tell() {
  const answer = await fetch("/live.json", { signal: AbortSignal.timeout(SILENT_MS) });
  const { problem } = await answer.json();
  if (problem && problem !== words.textContent) words.textContent = problem;
}

setTimeout(look, EVERY_MS);
