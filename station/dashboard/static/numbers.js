// The table of all numbers behind the live page; it is only written while somebody looks.

import { open } from "./dialogs.js";

const $ = (id) => document.getElementById(id);
const write = (element, text) => element.textContent !== text && (element.textContent = text);

// numbers: { rows: { metric: { left, right, apart: [value, interval, grade] | null, aim: text | null } }, sides, pelvis }
export function showNumbers({ rows, sides, pelvis }) {
  if (!$("numbers").open) return;
  const meanings = JSON.parse($("numbers").querySelector("table").dataset.meanings);
  for (const line of $("numbers").querySelectorAll("tbody tr")) {
    const row = rows[line.dataset.name];
    line.hidden = !row;
    if (row) showRow(line, row, meanings);
  }
  $("numbers-none").hidden = Object.keys(rows).length > 0;
  write($("numbers-sides"), sides ?? "");
  write($("numbers-pelvis"), pelvis ?? "");
  write($("numbers-when"), "Now");
}

function showRow(line, { left, right, apart, aim }, meanings) {
  const { unit } = line.dataset;
  const place = (id) => line.querySelector(`[data-cell="${id}"]`);
  showCell(place("left"), left, unit, meanings);
  showCell(place("right"), right, unit, meanings);
  showCell(place("apart"), apart, unit);
  write(place("aim"), aim ? `± ${aim}${unit}` : "–");
}

function showCell(cell, told, unit, meanings) {
  const [value, interval, grade] = told ?? ["–"];
  cell.dataset.grade = grade ?? "";
  write(cell.querySelector("b"), value);
  write(cell.querySelector(".ci"), told ? `± ${interval}${unit}` : "");
  if (meanings) write(cell.querySelector(".grade"), told ? `${grade}: ${meanings[grade]}` : "");
}

// Says that the numbers are not of now.
export function disownNumbers() {
  write($("numbers-when"), "Stale");
}

// opened: called once the table can be seen.
export function listenNumbers(opened) {
  $("open-numbers").addEventListener("click", () => {
    open($("numbers"));
    opened();
  });
}
