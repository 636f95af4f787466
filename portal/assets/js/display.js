// Text size, contrast and colours. Without this script the same forms are posted and the server writes the same cookie.

import { writeCookie } from "./cookies.js";

const root = document.documentElement;

/** The settings the page has now; theme is remembered even while high contrast overrules it. */
function current() {
  return {
    theme: root.dataset.theme || root.dataset.bsTheme || "light",
    contrast: root.dataset.contrast || "normal",
    size: root.dataset.size || "md",
  };
}

/** Applies settings to the document and keeps them in the cookie "theme.contrast.size". */
function apply(settings) {
  root.dataset.theme = settings.theme;
  root.dataset.bsTheme = settings.contrast === "high" ? "light" : settings.theme;
  root.dataset.contrast = settings.contrast;
  root.dataset.size = settings.size;
  writeCookie("display", [settings.theme, settings.contrast, settings.size].join("."));
  document.dispatchEvent(new CustomEvent("display:changed"));
}

function onChange(event) {
  const form = event.target.closest("form[data-display]");
  if (form) apply({ ...current(), [event.target.name]: event.target.value });
}

function onSubmit(event) {
  const form = event.target.closest("form[data-display], form[data-display-toggle]");
  if (!form) return;
  event.preventDefault();
  const setting = form.dataset.displayToggle;
  if (!setting) return;
  const settings = current();
  const turnOn = settings[setting] === form.dataset.off;
  apply({ ...settings, [setting]: turnOn ? form.dataset.on : form.dataset.off });
  form.querySelector("button").setAttribute("aria-pressed", String(turnOn));
}

/** Makes the display forms act at once. */
export function startDisplay() {
  document.addEventListener("change", onChange);
  document.addEventListener("submit", onSubmit);
}
