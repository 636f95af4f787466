// Tables and what stands above them: rows that are ticked, "select all", the height of rows, the present tab.

import { writeCookie } from "./cookies.js";

function markRow(box) {
  const row = box.closest("tr");
  if (row) row.classList.toggle("sel", box.checked);
}

function updateAll(table) {
  const all = table.querySelector("[data-tick-all]");
  if (!all) return;
  const boxes = Array.from(table.querySelectorAll("tbody .tick input"));
  const ticked = boxes.filter((box) => box.checked).length;
  all.checked = ticked > 0 && ticked === boxes.length;
  all.indeterminate = ticked > 0 && ticked < boxes.length;
  table.dispatchEvent(new CustomEvent("rows:ticked", { bubbles: true, detail: { ticked } }));
  for (const counter of document.querySelectorAll("[data-ticked-count]")) {
    counter.textContent = counter.dataset.tickedCount.replace("{number}", String(ticked));
  }
  for (const place of document.querySelectorAll("[data-ticked]")) place.hidden = ticked === 0;
}

function onChange(event) {
  const box = event.target;
  const table = box.closest ? box.closest("table") : null;
  if (!table || !box.closest(".tick")) return;
  if ("tickAll" in box.dataset) {
    for (const other of table.querySelectorAll("tbody .tick input")) {
      other.checked = box.checked;
      markRow(other);
    }
  } else {
    markRow(box);
  }
  updateAll(table);
}

function untickAll() {
  for (const table of document.querySelectorAll("table")) {
    if (!table.querySelector("[data-tick-all]")) continue;
    for (const box of table.querySelectorAll("tbody .tick input:checked")) {
      box.checked = false;
      markRow(box);
    }
    updateAll(table);
    // The button is gone now; the focus goes to where ticking begins.
    table.querySelector("[data-tick-all]").focus();
  }
}

function setDensity(density) {
  document.documentElement.dataset.density = density;
  for (const button of document.querySelectorAll("[data-density-switch] button")) {
    button.setAttribute("aria-pressed", String(button.dataset.density === density));
  }
  // The same choice in the form for browsers without script, which must not send back an older one.
  for (const input of document.querySelectorAll("input[name=density]")) input.checked = input.value === density;
}

/** Tabs that do not fit are scrolled sideways: the present one must be among those that are seen. */
function showPresentTab(root) {
  for (const tab of root.querySelectorAll(".tabs [aria-current]")) {
    const row = tab.parentElement;
    const hidden = tab.offsetLeft - row.offsetLeft + tab.offsetWidth - row.clientWidth;
    if (hidden > 0) row.scrollLeft = hidden + 16;
  }
}

/** Prepares the tables inside root; also called for what htmx brings. */
export function prepareTables(root) {
  for (const box of root.querySelectorAll("tbody .tick input:checked")) markRow(box);
  for (const table of root.querySelectorAll("table")) if (table.querySelector("[data-tick-all]")) updateAll(table);
  setDensity(document.documentElement.dataset.density || "compact");
  showPresentTab(root);
}

/** Starts ticking and the density switch. */
export function startTables() {
  document.addEventListener("change", onChange);
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-untick]")) untickAll();
    const button = event.target.closest("[data-density-switch] button");
    if (!button) return;
    setDensity(button.dataset.density);
    writeCookie("density", button.dataset.density);
  });
}
