// Keyboard: / search, J K rows (on a case opened from a list: cases), Enter open, X tick, ? help. Single keys do nothing while a field has the focus.

import { openDialog } from "./dialogs.js";

function isTyping(target) {
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)
    && !/^(checkbox|radio|button|submit)$/.test(target.type || "");
}

function rows() {
  return Array.from(document.querySelectorAll("[data-rows] tbody tr"));
}

function move(step) {
  const all = rows();
  if (!all.length) {
    const beside = document.querySelector(step > 0 ? "[data-step=next]" : "[data-step=previous]");
    if (beside) beside.click();
    return;
  }
  const index = all.findIndex((row) => row.classList.contains("is-current"));
  const next = all[Math.max(0, Math.min(all.length - 1, index < 0 ? 0 : index + step))];
  for (const row of all) row.classList.toggle("is-current", row === next);
  const link = next.querySelector("a");
  if (link) link.focus();
  next.scrollIntoView({ block: "nearest" });
}

function tick() {
  const box = document.querySelector("[data-rows] tr.is-current .tick input");
  if (box) box.click();
}

const ACTIONS = {
  "/": () => { const search = document.querySelector("[data-search]"); if (search) { search.focus(); search.select(); } },
  "j": () => move(1),
  "k": () => move(-1),
  "x": tick,
  "?": () => { const help = document.getElementById("keys"); if (help && !help.open) openDialog(help); },
};

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || isTyping(event.target)) return;
  if (document.querySelector("dialog[open]")) return;
  if (event.key === "Enter") {
    // A focused link opens by itself; this is for a row whose link lost the focus.
    if (event.target === document.body) {
      const link = document.querySelector("[data-rows] tr.is-current a");
      if (link) link.click();
    }
    return;
  }
  const action = ACTIONS[event.key.toLowerCase()];
  if (action) {
    action();
    event.preventDefault();
  }
}

/** Starts the shortcuts. */
export function startKeyboard() {
  document.addEventListener("keydown", onKey);
}
