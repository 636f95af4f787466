// <dialog>: opened by a link that also leads to a page doing the same, so nothing is lost without script.

/** Opens a dialog and returns the focus to where it came from when it closes. */
export function openDialog(dialog) {
  const before = document.activeElement;
  if (typeof dialog.showModal !== "function") return false;
  dialog.showModal();
  // What a window need not hold until somebody looks is fetched now.
  dialog.dispatchEvent(new CustomEvent("opened"));
  dialog.addEventListener("close", () => before && before.focus && before.focus(), { once: true });
  return true;
}

function onClick(event) {
  const opener = event.target.closest("[data-open]");
  if (opener) {
    const dialog = document.getElementById(opener.dataset.open);
    const menu = opener.closest("details[data-menu]");
    // A menu must not stay open under the window; the focus will come back to what opened the menu.
    if (dialog && menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
    if (dialog && openDialog(dialog)) event.preventDefault();
    return;
  }
  const close = event.target.closest("[data-close]");
  if (close && close.closest("dialog")) close.closest("dialog").close();
  else if (event.target.matches("dialog.dlg")) event.target.close();
}

/** Starts openers, close buttons and closing by a click on the backdrop. */
export function startDialogs() {
  document.addEventListener("click", onClick);
}
