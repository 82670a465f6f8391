// Saves each answer as it is chosen, and lets the number keys answer. The page works without it.

const form = document.getElementById("answers");
const state = document.getElementById("save-state");
const progress = document.getElementById("progress");
const answered = document.getElementById("answered");
const rows = [...form.querySelectorAll("[data-row]")];
const RETRY_AFTER = 4000;
const PATIENCE = 10000;
const PATIENCE_BEFORE_LEAVING = 3000;

const waiting = new Map(); // row number → position, the newest choice only
let draining = false;
let inFlight = null; // { row, position, done }

const say = (text) => {
  state.textContent = text;
};

function showProgress(count) {
  progress.value = count;
  answered.textContent = progress.dataset.text.replace("NUMBER", count);
}

// What the page said was missing is said no more.
function settle(row) {
  document.getElementById(`row-${row}-problem`)?.remove();
  document.querySelector(`.problem-list a[href="#row-${row}-1"]`)?.closest("li").remove();
  if (!document.querySelector(".problem-list li")) document.querySelector(".problem-list")?.remove();
  const field = document.getElementById(`row-${row}`);
  field.removeAttribute("aria-invalid");
  field.removeAttribute("aria-errormessage");
  field.setAttribute("aria-describedby", `row-${row}-left row-${row}-right`);
}

// The page's own form sends what differs from `served`; what is saved already must not be sent again later.
function markServed(row, position) {
  const digits = [...form.elements.served.value];
  digits[rows.findIndex((field) => field.dataset.row === row)] = position;
  form.elements.served.value = digits.join("");
}

function request(row, position) {
  const body = new FormData();
  for (const name of ["csrfmiddlewaretoken", "link", "visit"]) body.set(name, form.elements[name].value);
  body.set("row", row);
  body.set("position", position);
  // keepalive: a choice made just before leaving the page still arrives.
  return fetch(form.dataset.save, { method: "POST", body, keepalive: true, signal: AbortSignal.timeout(PATIENCE) });
}

async function saveOne(row, position) {
  say(form.dataset.saving);
  const response = await request(row, position);
  if (response.status >= 500) throw new Error("try again");
  const answer = await response.json().catch(() => ({}));
  if (response.ok) {
    settle(row);
    markServed(row, position);
    showProgress(answer.answered);
  }
  say(response.ok ? form.dataset.saved : (answer.message ?? form.dataset.refused));
}

function pause() {
  return new Promise((resolve) => {
    setTimeout(resolve, RETRY_AFTER);
    addEventListener("online", resolve, { once: true });
  });
}

// One request at a time keeps the order in which the answers were chosen.
async function drain() {
  draining = true;
  while (waiting.size) {
    const [row, position] = waiting.entries().next().value;
    waiting.delete(row);
    const done = saveOne(row, position).then(() => true, () => false);
    inFlight = { row, position, done };
    const saved = await done;
    inFlight = null;
    if (saved) continue;
    if (!waiting.has(row)) waiting.set(row, position);
    say(form.dataset.waiting);
    await pause();
  }
  draining = false;
}

form.addEventListener("change", ({ target }) => {
  const field = target.closest("[data-row]");
  if (!field) return;
  field.classList.remove("has-problem");
  waiting.set(field.dataset.row, target.value);
  if (!draining) drain();
});

// Leaving by a link or closing the page: send at once what still waits its turn.
addEventListener("pagehide", () => {
  for (const [row, position] of waiting) request(row, position).catch(() => {});
  waiting.clear();
});

// A save under way of a choice changed since must not overtake the page's own: wait for it, but not for ever.
form.addEventListener("submit", (event) => {
  waiting.clear();
  if (!inFlight || form.elements[`row-${inFlight.row}`].value === inFlight.position) return;
  event.preventDefault();
  const { submitter } = event;
  const patience = new Promise((resolve) => setTimeout(resolve, PATIENCE_BEFORE_LEAVING));
  Promise.race([inFlight.done, patience]).then(() => {
    inFlight = null;
    form.requestSubmit(submitter);
  });
});

const radios = (field) => [...field.querySelectorAll("input[type=radio]")];
const isOpen = (field) => !radios(field).some((radio) => radio.checked);

function currentRow() {
  return document.activeElement.closest?.("[data-row]") ?? rows.find(isOpen) ?? rows[0];
}

function goOn(field) {
  const next = rows[rows.indexOf(field) + 1];
  const target = next ? (radios(next).find((radio) => radio.checked) ?? radios(next)[0]) : document.getElementById("next");
  target.focus({ preventScroll: true });
  (next ?? target).scrollIntoView({ block: "center" });
}

document.addEventListener("keydown", (event) => {
  const typing = event.target.matches("input:not([type=radio]), textarea, select");
  if (typing || event.repeat || event.ctrlKey || event.altKey || event.metaKey) return;
  const field = currentRow();
  const radio = radios(field).find((choice) => choice.value === event.key);
  if (!radio) return;
  event.preventDefault();
  if (!radio.checked) radio.click();
  goOn(field);
});
