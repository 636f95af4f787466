// The ruler: marks at their place on the line, labels kept apart. Positions go through the CSSOM, which a strict CSP allows.

const GAP = 10;

/** Anchors a label that would leave the ruler at its start or end; a mark's dot reaches half its width over the line. */
function anchor(label, at, ruler) {
  label.classList.remove("at-start", "at-end");
  const half = label.offsetWidth / 2;
  const place = (ruler.clientWidth * at) / 100;
  const dot = 8;
  label.classList.toggle("at-start", place - half < -dot);
  label.classList.toggle("at-end", place - half >= -dot && place + half > ruler.clientWidth + dot);
}

/** Puts each label of one row on the near or the far tier, hiding what fits on neither. Returns true if two tiers are used. */
function tiers(labels) {
  const ends = [-Infinity, -Infinity];
  let far = false;
  for (const label of labels) {
    label.classList.remove("far-tier", "visually-hidden");
    const box = label.getBoundingClientRect();
    const tier = box.left > ends[0] + GAP ? 0 : box.left > ends[1] + GAP ? 1 : -1;
    if (tier < 0) {
      label.classList.add("visually-hidden");
      label.parentElement.title = label.parentElement.textContent.trim();
      continue;
    }
    label.classList.toggle("far-tier", tier === 1);
    far = far || tier === 1;
    ends[tier] = box.right;
  }
  return far;
}

/** The title of a mark must not run under the flag that says "today". */
function clearToday(ruler, titles) {
  const today = ruler.querySelector(".ruler-flag");
  if (!today) return false;
  const flag = today.getBoundingClientRect();
  let moved = false;
  for (const title of titles) {
    const box = title.getBoundingClientRect();
    if (box.left < flag.right + 4 && box.right > flag.left - 4 && !title.classList.contains("far-tier")) {
      title.classList.add("far-tier");
      moved = true;
    }
  }
  return moved;
}

function placeOne(ruler) {
  ruler.classList.remove("is-placed", "far-above", "far-below");
  if (ruler.clientWidth < 560) return;
  ruler.classList.add("is-placed");
  for (const mark of ruler.querySelectorAll("[data-position]")) {
    const at = Math.max(0, Math.min(100, Number(mark.dataset.position)));
    mark.style.setProperty("left", at + "%");
    for (const label of mark.querySelectorAll(".ruler-title, .ruler-date, .ruler-flag")) anchor(label, at, ruler);
  }
  for (const part of ruler.querySelectorAll("[data-width]")) part.style.setProperty("width", part.dataset.width + "%");
  const titles = Array.from(ruler.querySelectorAll(".ruler-title"));
  const dates = Array.from(ruler.querySelectorAll(".ruler-date"));
  ruler.classList.toggle("far-above", [tiers(titles), clearToday(ruler, titles)].some(Boolean));
  ruler.classList.toggle("far-below", tiers(dates));
}

/** Places every ruler inside root. */
export function placeRulers(root) {
  for (const ruler of root.querySelectorAll("[data-ruler]")) placeOne(ruler);
}

/** Places again when the window or the type changes its size. */
export function startRulers() {
  let waiting = 0;
  const again = () => {
    cancelAnimationFrame(waiting);
    waiting = requestAnimationFrame(() => placeRulers(document));
  };
  window.addEventListener("resize", again);
  document.addEventListener("display:changed", again);
}
