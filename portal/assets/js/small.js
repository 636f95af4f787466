// Small things of many pages: the counter under a text, chosen options, rows that are given, printing.

import { fill } from "./words.js";

function count(area) {
  const place = document.getElementById(area.dataset.counter);
  if (!place) return;
  place.hidden = false;
  place.textContent = fill(place.dataset.counterText, { number: Array.from(area.value).length });
}

function markOptions(field) {
  for (const input of field.querySelectorAll(".option input")) {
    input.closest(".option").classList.toggle("is-chosen", input.checked);
  }
}

/** A row of the picker shows at once whether it is given. */
function markGiven(input) {
  const row = input.closest(".fld");
  row.classList.toggle("on", input.checked);
  row.classList.toggle("off", !input.checked);
}

/** Prepares counters and options inside root. */
export function prepareSmall(root) {
  for (const area of root.querySelectorAll("textarea[data-counter]")) count(area);
  for (const field of root.querySelectorAll("fieldset")) markOptions(field);
}

/** Starts counters, options and print buttons. */
export function startSmall() {
  document.addEventListener("input", (event) => {
    if (event.target.matches("textarea[data-counter]")) count(event.target);
  });
  document.addEventListener("change", (event) => {
    const field = event.target.closest ? event.target.closest("fieldset") : null;
    if (field) markOptions(field);
    if (event.target.matches(".fld input[type=checkbox]")) markGiven(event.target);
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-print]")) window.print();
  });
}
