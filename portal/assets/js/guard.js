// A form is sent once: its button says so and cannot be pressed again until the answer is there.

import { word } from "./words.js";

/** Marks a form as being sent. */
export function holdForm(form, submitter) {
  const button = submitter || form.querySelector("button[type=submit], button:not([type])");
  form.dataset.sendingNow = "yes";
  if (!button) return;
  button.dataset.label = button.innerHTML;
  if (button.dataset.sending) button.textContent = button.dataset.sending;
  button.classList.add("is-sending");
  button.setAttribute("aria-disabled", "true");
}

/** Puts a form back as it was before it was sent. */
export function releaseForm(form) {
  delete form.dataset.sendingNow;
  for (const button of form.querySelectorAll(".is-sending")) {
    if (button.dataset.label) button.innerHTML = button.dataset.label;
    delete button.dataset.label;
    button.classList.remove("is-sending");
    button.removeAttribute("aria-disabled");
  }
}

function isWriting(form) {
  return form.method.toLowerCase() === "post" && !("noGuard" in form.dataset)
    && !("display" in form.dataset) && !("displayToggle" in form.dataset);
}

function onSubmit(event) {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || !isWriting(form)) return;
  if (form.dataset.sendingNow) {
    event.preventDefault();
    event.stopImmediatePropagation();
    return;
  }
  const submitter = event.submitter || null;
  form.dataset.sendingNow = "yes"; // at once: the second click of a double click comes before the next turn
  // After this turn: a listener that refuses the form (a file too large) has spoken by then.
  setTimeout(() => {
    if (!event.defaultPrevented || form.matches("[hx-post], [data-hx-post]")) holdForm(form, submitter);
    else releaseForm(form);
  }, 0);
}

/** The browser would keep a half-sent page in its back/forward cache; coming back must not find dead buttons. */
function onPageShow() {
  for (const form of document.querySelectorAll("form[data-sending-now]")) releaseForm(form);
}

/** A file over the limit is refused before minutes of uploading; the server decides all the same. */
function onFileChosen(event) {
  const input = event.target;
  if (!(input instanceof HTMLInputElement) || input.type !== "file" || !input.dataset.limit) return;
  const limit = Number(input.dataset.limit);
  const tooLarge = Array.from(input.files || []).some((file) => file.size > limit);
  input.setCustomValidity(tooLarge ? word("tooLarge", { limit: Math.floor(limit / 1048576) }) : "");
  if (tooLarge) input.reportValidity();
}

/** Guards every writing form of the page, also those that come later by htmx. */
export function startGuard() {
  document.addEventListener("submit", onSubmit, true);
  document.addEventListener("change", onFileChosen);
  window.addEventListener("pageshow", onPageShow);
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.target.closest ? event.target.closest("form") : null;
    const leaves = event.detail.xhr && event.detail.xhr.getResponseHeader("HX-Redirect");
    if (form && !leaves) releaseForm(form);
  });
}
