// Live news. The server tells a name and an id; what is shown comes by htmx through the ordinary doors.

import htmx from "htmx.org";
import { io } from "socket.io-client";
import { word } from "./words.js";
import { showToast } from "./toasts.js";

const POLL_SECONDS = 60;
const waiting = new WeakMap();

function refresh(name) {
  for (const place of document.querySelectorAll("[data-live]")) {
    if (place.dataset.live.split(" ").some((prefix) => name.startsWith(prefix))) htmx.trigger(place, "live");
  }
}

/** Lists must not move under the pointer: they get a bar that says how much is new. */
function offer(name) {
  for (const list of document.querySelectorAll("[data-live-list]")) {
    if (!list.dataset.liveList.split(" ").some((prefix) => name.startsWith(prefix))) continue;
    const bar = list.querySelector("[data-live-bar]");
    if (!bar) continue;
    const number = (waiting.get(list) || 0) + 1;
    waiting.set(list, number);
    bar.textContent = number === 1 ? bar.dataset.one : bar.dataset.many.replace("{number}", String(number));
    bar.hidden = false;
  }
}

function onBar(event) {
  const bar = event.target.closest("[data-live-bar]");
  if (!bar) return;
  const list = bar.closest("[data-live-list]");
  waiting.delete(list);
  bar.hidden = true;
  htmx.trigger(list, "live");
}

/** Fetches the words of one piece of news; an empty or refused answer shows nothing. */
async function toast(tenant, id) {
  const answer = await fetch(`/o/${encodeURIComponent(tenant)}/notices/${encodeURIComponent(id)}`, { headers: { "HX-Request": "true" } })
    .catch(() => null);
  if (!answer || answer.status !== 200) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const element = page.querySelector("[data-toast]");
  if (element) showToast(document.importNode(element, true));
}

function cutOff(reason) {
  const note = document.createElement("div");
  note.className = "note bad cut-off";
  note.setAttribute("role", "alert");
  note.textContent = word(reason === "seat" ? "cutOff" : "signedOut");
  document.querySelector(".flashes").append(note);
}

function poll() {
  for (const bell of document.querySelectorAll("[data-bell]")) htmx.trigger(bell, "live");
}

/** Connects if the page belongs to a tenant; otherwise does nothing. */
export function startLive() {
  const tenant = document.body.dataset.liveTenant;
  if (!tenant) return;
  let timer = 0;
  const stopPolling = () => { clearInterval(timer); timer = 0; };
  const startPolling = () => { if (!timer) timer = setInterval(poll, POLL_SECONDS * 1000); };
  const socket = io({ path: "/socket.io", transports: ["websocket"], reconnectionDelayMax: 30000 });
  let before = false;
  socket.on("connect", () => {
    stopPolling();
    socket.emit("enter", { tenant });
    if (before) poll();
    before = true;
    document.body.dataset.liveState = "on";
  });
  const lost = () => { document.body.dataset.liveState = "off"; startPolling(); };
  socket.on("disconnect", lost);
  socket.on("connect_error", lost);
  socket.on("told", (news) => {
    refresh(news.name);
    refresh("notice.");
    offer(news.name);
    if (news.id) toast(tenant, news.id);
  });
  socket.on("cut_off", (end) => { socket.close(); stopPolling(); cutOff(end && end.reason); });
  window.addEventListener("pagehide", () => socket.close());
  window.addEventListener("pageshow", (event) => { if (event.persisted) socket.connect(); });
  document.addEventListener("click", onBar);
}
