// htmx: which answers are swapped, the CSRF header, busy marks, and where the focus goes afterwards.

import htmx from "htmx.org";
import { word } from "./words.js";
import { showSentence } from "./toasts.js";

// What the page itself does (live news, polling) must never move the focus; only what a person did may.
const BY_PERSON = new Set(["submit", "click", "change"]);

function configure() {
  htmx.config.includeIndicatorStyles = false;
  htmx.config.allowEval = false;
  htmx.config.allowScriptTags = false;
  // The back button loads the page anew: fragments must never be taken for pages, nor kept in the browser.
  htmx.config.historyCacheSize = 0;
  htmx.config.refreshOnHistoryMiss = true;
  htmx.config.selfRequestsOnly = true;
  htmx.config.responseHandling = [
    { code: "204", swap: false },
    { code: "[23]..", swap: true },
    { code: "4..", swap: true, error: false },
    { code: "[45]..", swap: false, error: true },
  ];
}

function onConfigRequest(event) {
  const token = document.querySelector('meta[name="csrf-token"]');
  if (token && event.detail.verb !== "get") event.detail.headers["X-CSRFToken"] = token.content;
}

/** A redirect to a whole page (the session has ended, or the form was answered by 303) is followed, not put into a corner. */
function onBeforeSwap(event) {
  const { xhr, requestConfig, serverResponse } = event.detail;
  const asked = new URL(requestConfig.path, location.href).pathname;
  const answered = new URL(xhr.responseURL || location.href).pathname;
  if (asked === answered || !/^\s*<!doctype/i.test(serverResponse)) return;
  event.detail.shouldSwap = false;
  location.assign(xhr.responseURL);
}

function onAfterSwap(event) {
  const config = event.detail.requestConfig;
  const cause = config && config.triggeringEvent ? config.triggeringEvent.type : "";
  if (!BY_PERSON.has(cause)) return;
  const target = event.detail.target;
  const place = target.isConnected ? target : document.getElementById(target.id) || document;
  const summary = place.matches && place.matches("[data-summary]") ? place : place.querySelector("[data-summary]");
  const heading = summary || ("focusAfter" in (target.dataset || {}) || target.id === "main" ? place.querySelector("h1, h2") : null);
  if (!heading) return;
  if (!heading.hasAttribute("tabindex")) heading.setAttribute("tabindex", "-1");
  heading.focus();
}

/** Starts htmx with our settings. */
export function startSwaps() {
  configure();
  document.addEventListener("htmx:configRequest", onConfigRequest);
  document.addEventListener("htmx:beforeRequest", (event) => event.detail.target.setAttribute("aria-busy", "true"));
  document.addEventListener("htmx:afterRequest", (event) => event.detail.target.removeAttribute("aria-busy"));
  document.addEventListener("htmx:beforeSwap", onBeforeSwap);
  document.addEventListener("htmx:afterSwap", onAfterSwap);
  document.addEventListener("htmx:sendError", () => showSentence(word("offline")));
  document.addEventListener("htmx:responseError", () => showSentence(word("failed")));
}
