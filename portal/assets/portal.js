// Staff pages: htmx, live news, keyboard, and the small enhancements. Every page works without it.

import { startDisplay } from "./js/display.js";
import { startGuard } from "./js/guard.js";
import { startMenus } from "./js/menus.js";
import { startDialogs } from "./js/dialogs.js";
import { startWindows } from "./js/windows.js";
import { startKeyboard } from "./js/keyboard.js";
import { prepareTables, startTables } from "./js/tables.js";
import { placeRulers, startRulers } from "./js/ruler.js";
import { prepareSmall, startSmall } from "./js/small.js";
import { prepareFurther, startFurther } from "./js/further.js";
import { startSwaps } from "./js/swaps.js";
import { startLive } from "./js/live.js";

function prepare(root) {
  prepareTables(root);
  placeRulers(root);
  prepareSmall(root);
  prepareFurther(root);
}

document.documentElement.dataset.script = "on";
startSwaps();
startDisplay();
startGuard();
startMenus();
startDialogs();
startWindows();
startKeyboard();
startTables();
startRulers();
startSmall();
startFurther();
prepare(document);
document.addEventListener("htmx:load", (event) => prepare(event.detail.elt.parentElement || document));
const summary = document.querySelector("[data-summary]");
if (summary) summary.focus();
startLive();
