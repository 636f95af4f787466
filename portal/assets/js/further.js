// The further representatives of a group: one place after another, and opened once more than one person is counted.

function isUsed(part) {
  return Array.from(part.querySelectorAll("input")).some((input) => input.value || input.getAttribute("aria-invalid"));
}

function showButton(place, parts) {
  place.querySelector("[data-add-part]").hidden = parts.every((part) => !part.hidden);
}

/** Hides the empty places after the last one that is used; the first always shows. */
export function prepareFurther(root) {
  for (const place of root.querySelectorAll("[data-one-by-one]")) {
    const parts = Array.from(place.querySelectorAll("fieldset"));
    const last = Math.max(0, parts.map(isUsed).lastIndexOf(true));
    parts.forEach((part, index) => { part.hidden = index > last; });
    showButton(place, parts);
  }
}

function showNext(button) {
  const place = button.closest("[data-one-by-one]");
  const parts = Array.from(place.querySelectorAll("fieldset"));
  const next = parts.find((part) => part.hidden);
  if (!next) return;
  next.hidden = false;
  next.querySelector("input").focus();
  showButton(place, parts);
}

/** Starts the button, and opens the part when the number says that there may be more than one. */
export function startFurther() {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-add-part]");
    if (button) showNext(button);
  });
  document.addEventListener("change", (event) => {
    const opens = event.target.dataset ? event.target.dataset.opens : "";
    if (opens && Number(event.target.value) > 1) document.getElementById(opens).open = true;
  });
  // A browser that goes back fills the fields in again after the page was prepared.
  window.addEventListener("pageshow", () => prepareFurther(document));
}
