// Brings a part of the page up to date while it stands open, for projecting in class. Without it, a reload does.

const part = document.querySelector("[data-refresh]");
let busy = false;

// What somebody is typing or has opened must not vanish under their hands.
function inUse() {
  const active = document.activeElement;
  return document.hidden || (part.contains(active) && active.matches("input, select, a, button, summary"));
}

async function refresh() {
  if (busy || inUse()) return;
  busy = true;
  try {
    const response = await fetch(part.dataset.refresh, { credentials: "same-origin", redirect: "error" });
    if (response.ok && !inUse()) part.innerHTML = await response.text();
  } catch {
    // No connection just now: the numbers stay as they are, with the time they were true at.
  } finally {
    busy = false;
  }
}

setInterval(refresh, 1000 * Number(part.dataset.seconds));
document.addEventListener("visibilitychange", refresh);
