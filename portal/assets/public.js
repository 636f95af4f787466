// Petitioner pages and the pages before sign-in: display settings, the form guard and counters. No htmx, no sockets.

import { startDisplay } from "./js/display.js";
import { startGuard } from "./js/guard.js";
import { startMenus } from "./js/menus.js";
import { startDialogs } from "./js/dialogs.js";
import { prepareSmall, startSmall } from "./js/small.js";

document.documentElement.dataset.script = "on";
startDisplay();
startGuard();
startMenus();
startDialogs();
startSmall();
prepareSmall(document);
const summary = document.querySelector("[data-summary]");
if (summary) summary.focus();
