// Toasts: five seconds, at the lower right, never taking the focus; longer while the pointer or the focus is on them.

import { word } from "./words.js";

const SECONDS = 5;

function addClose(toast) {
  const close = document.createElement("button");
  close.type = "button";
  close.textContent = "×";
  close.setAttribute("aria-label", word("close"));
  close.addEventListener("click", () => toast.remove());
  toast.append(close);
}

/** Shows an element as a toast and takes it away after five seconds. */
export function showToast(toast) {
  const place = document.getElementById("toasts");
  if (!place) return;
  addClose(toast);
  place.append(toast);
  let timer = setTimeout(() => toast.remove(), SECONDS * 1000);
  const hold = () => clearTimeout(timer);
  const letGo = () => { timer = setTimeout(() => toast.remove(), SECONDS * 1000); };
  toast.addEventListener("pointerenter", hold);
  toast.addEventListener("focusin", hold);
  toast.addEventListener("pointerleave", letGo);
  toast.addEventListener("focusout", letGo);
}

/** Shows one sentence as a toast. */
export function showSentence(sentence) {
  if (!sentence) return;
  const toast = document.createElement("div");
  toast.className = "toast-x";
  const words = document.createElement("span");
  words.textContent = sentence;
  toast.append(words);
  showToast(toast);
}
