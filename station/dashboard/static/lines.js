// Sets a few words in one line or two, as large as their style says; what is too wide is drawn narrower, never lower.

const WIDE_ENOUGH = 0.8; // letters drawn narrower than so are set in two lines, if that helps

const pen = document.createElement("canvas").getContext("2d");

export function setWords(element, text) {
  const style = getComputedStyle(element);
  pen.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
  const fit = (lines) => Math.min(...lines.map((line) => element.clientWidth / pen.measureText(line).width));
  const [one, ...two] = layouts(text);
  const best = two.reduce((a, b) => (fit(b) > fit(a) ? b : a), one);
  element.replaceChildren(...(fit(one) >= WIDE_ENOUGH ? one : best).map((line) => set(line, fit([line]))));
}

// All in one line first, then every way to break it in two.
function layouts(text) {
  const words = text.split(" ");
  const broken = words.slice(1).map((_, n) => [words.slice(0, n + 1).join(" "), words.slice(n + 1).join(" ")]);
  return [[text], ...broken];
}

function set(line, fits) {
  const span = Object.assign(document.createElement("span"), { textContent: line });
  span.classList.toggle("tight", fits < 1);
  if (fits < 1) span.style.transform = `scaleX(${fits})`;
  return span;
}
