// Opens dialogs over everything but the bar: STOP can be pressed whatever is open, so none of them is modal.

const $ = (id) => document.getElementById(id);
const below = () => document.querySelectorAll("header, .live > :not(.bar)");
let opener = null;

export function open(dialog) {
  if (dialog.open) return;
  close();
  opener = document.activeElement;
  below().forEach((part) => (part.inert = true));
  dialog.querySelectorAll(".refused").forEach((said) => (said.hidden = true));
  dialog.show();
  dialog.dispatchEvent(new Event("opened"));
}

export function close() {
  const dialog = document.querySelector("dialog[open]");
  if (!dialog) return;
  dialog.close();
  below().forEach((part) => (part.inert = false));
  opener?.focus();
}

export function listenDialogs() {
  document.querySelectorAll("[data-opens]").forEach((button) => {
    button.addEventListener("click", () => open($(button.dataset.opens)));
  });
  document.querySelectorAll("[data-closes]").forEach((button) => button.addEventListener("click", close));
  $("halt").addEventListener("submit", close);
  addEventListener("keydown", (event) => event.key === "Escape" && close());
  // How high the bar stands, so that dialogs end above it: it has two rows on a narrow screen.
  const bar = document.querySelector(".bar");
  const measure = () => document.body.style.setProperty("--bar", `${bar.offsetHeight}px`);
  new ResizeObserver(measure).observe(bar);
}
