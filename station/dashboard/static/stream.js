// Keeps the newest moment coming: a live stream, or polling where the station has no stream to spare.

const SILENT_MS = 4000; // the stream beats each second; so long without one and the line is dead, whatever TCP thinks
const POLL_MS = 500;
const RETRY_STREAM_MS = 10000;

export function follow({ onMoment, onTrouble, events = "/events", newest = "/live.json" }) {
  let source = null;
  let polling = 0;
  let heardAt = performance.now();

  function heard(text) {
    heardAt = performance.now();
    onTrouble(null);
    if (text) onMoment(JSON.parse(text));
  }

  function stop() {
    source?.close();
    source = null;
    polling += 1; // a poll that is under way sees that it is no longer wanted
  }

  function open() {
    stop();
    heardAt = performance.now();
    source = new EventSource(events);
    source.onmessage = (event) => heard(event.data);
    source.addEventListener("beat", () => heard(null));
    source.onerror = () => {
      onTrouble("No connection to the station. Trying again.");
      if (source?.readyState === EventSource.CLOSED) poll(); // refused: logged out, or all streams taken
    };
  }

  async function poll() {
    stop();
    const mine = polling;
    for (const end = performance.now() + RETRY_STREAM_MS; performance.now() < end; ) {
      await ask();
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
      if (mine !== polling) return;
    }
    open();
  }

  async function ask() {
    try {
      const answer = await fetch(newest, { signal: AbortSignal.timeout(SILENT_MS) });
      if (answer.status === 401) onTrouble("You are logged out.", "/login");
      else if (answer.ok) heard(await answer.text());
    } catch {
      onTrouble("No connection to the station. Trying again.");
    }
  }

  setInterval(() => {
    if (source && performance.now() - heardAt > SILENT_MS) open();
  }, 1000);
  // A tablet that sleeps gives its thread back, and is up to date at once when it wakes.
  document.addEventListener("visibilitychange", () => (document.hidden ? stop() : open()));
  addEventListener("pagehide", stop);
  addEventListener("pageshow", (event) => event.persisted && open());
  open();
}
