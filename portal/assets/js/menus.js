// Disclosure menus are <details>: they open without script. This adds closing by Escape, by a click outside, and arrow keys.

const OPEN = "details[data-menu][open]";

function closeOthers(keep) {
  for (const menu of document.querySelectorAll(OPEN)) if (menu !== keep) menu.open = false;
}

function items(menu) {
  return Array.from(menu.querySelectorAll(".menu-panel a, .menu-panel button, .menu-panel input"))
    .filter((item) => item.offsetParent !== null);
}

function onKey(event) {
  const menu = event.target.closest ? event.target.closest(OPEN) : null;
  if (!menu) return;
  if (event.key === "Escape") {
    menu.open = false;
    menu.querySelector("summary").focus();
    event.stopPropagation();
  } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && event.target.type !== "radio") {
    const all = items(menu);
    const step = event.key === "ArrowDown" ? 1 : -1;
    const next = all[(all.indexOf(event.target) + step + all.length) % all.length];
    if (next) next.focus();
    event.preventDefault();
  }
}

function onToggle(event) {
  const menu = event.target;
  if (!menu.matches || !menu.matches(OPEN)) return;
  closeOthers(menu);
  const list = menu.querySelector("[data-notices-list]");
  if (list) list.dispatchEvent(new CustomEvent("open"));
  const field = menu.querySelector("[data-menu-focus]");
  if (field) field.focus();
}

function toggleSide(event) {
  const button = event.target.closest("[data-side-toggle]");
  const side = document.getElementById("side");
  if (button && side) {
    event.preventDefault();
    const open = side.classList.toggle("is-open");
    button.setAttribute("aria-expanded", String(open));
    if (open) side.querySelector("a").focus();
  } else if (side && side.classList.contains("is-open") && !event.target.closest("#side")) {
    closeSide(side);
  }
}

function closeSide(side) {
  side.classList.remove("is-open");
  document.querySelector("[data-side-toggle]").setAttribute("aria-expanded", "false");
}

/** Starts the menus of the page and the drawer of the side menu. */
export function startMenus() {
  document.addEventListener("toggle", onToggle, true);
  document.addEventListener("keydown", onKey);
  document.addEventListener("keydown", (event) => {
    const side = document.getElementById("side");
    if (event.key === "Escape" && side && side.classList.contains("is-open")) {
      closeSide(side);
      document.querySelector("[data-side-toggle]").focus();
    }
  });
  document.addEventListener("click", (event) => {
    const inside = event.target.closest ? event.target.closest(OPEN) : null;
    closeOthers(inside);
    toggleSide(event);
  });
}
