// Windows that the server sends into their place: a confirmation made of what a form holds now.

import { openDialog } from "./dialogs.js";

const askedBy = new WeakMap();

/** Opens what was sent; sent once more, with what is wrong in it, it opens again and still knows who asked for it. */
function onAfterSwap(event) {
  const { target, requestConfig } = event.detail;
  if (!target.matches || !target.matches("[data-window-place]")) return;
  const asker = requestConfig.elt;
  if (asker.isConnected && !target.contains(asker)) askedBy.set(target, asker);
  const dialog = target.querySelector("dialog");
  if (!dialog) return;
  // The window gives the focus back to where it was when it opened.
  if (askedBy.has(target)) askedBy.get(target).focus();
  openDialog(dialog);
  const wrong = dialog.querySelector("[data-summary]");
  if (wrong) wrong.focus();
}

/** News may bring other windows with it, but never takes away one in which somebody is writing. */
function onNews(event) {
  if (event.detail.target.querySelector("dialog[open]")) event.detail.shouldSwap = false;
}

/** Starts listening for windows. */
export function startWindows() {
  document.addEventListener("htmx:oobBeforeSwap", onNews);
  document.addEventListener("htmx:afterSwap", onAfterSwap);
}
