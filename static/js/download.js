// Fetches a file and says how far it is. Without it, the form simply downloads.

const form = document.getElementById("downloads");
const state = document.getElementById("download-state");
const progress = document.getElementById("download-progress");
const bar = document.getElementById("download-bar");
const rows = document.getElementById("download-rows");
const NEWLINE = 10;

let busy = false;

const number = (value) => new Intl.NumberFormat(document.documentElement.lang).format(value);
const filled = (text, some, all) => text.replace("NUMBER", number(some)).replace("ALL", number(all));

// A table tells its lines by their ends, the header's among them; of a workbook only the bytes can be counted.
function meterOf(response) {
  const isText = response.headers.get("Content-Type").startsWith("text/csv");
  const lines = Number(response.headers.get("X-Rows"));
  if (isText && lines) return { all: lines, seen: -1, isLines: true };
  return { all: Number(response.headers.get("Content-Length")), seen: 0, isLines: false };
}

function count(meter, bytes) {
  if (!meter.isLines) meter.seen += bytes.length;
  else for (const byte of bytes) if (byte === NEWLINE) meter.seen += 1;
}

function show(meter) {
  if (!meter.all) return;
  bar.max = meter.all;
  bar.value = Math.max(0, meter.seen);
  rows.textContent = meter.isLines ? filled(form.dataset.rows, bar.value, meter.all) : "";
}

function counted(stream, meter) {
  return stream.pipeThrough(new TransformStream({
    transform(bytes, out) {
      count(meter, bytes);
      show(meter);
      out.enqueue(bytes);
    },
  }));
}

// As Django writes it: filename="plain.csv", or filename*=utf-8''… where that is not plain letters.
function nameOf(response) {
  const told = response.headers.get("Content-Disposition") ?? "";
  const encoded = told.match(/filename\*=utf-8''([^;]+)/i);
  return encoded ? decodeURIComponent(encoded[1]) : (told.match(/filename="([^"]+)"/)?.[1] ?? "results");
}

function save(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

async function take(address) {
  const response = await fetch(address, { method: "POST", body: new FormData(form), redirect: "manual" });
  // Sent elsewhere: signed out meanwhile, or a page that says why there is no file.
  if (response.type === "opaqueredirect") return location.reload();
  if (!response.ok) throw new Error(response.status);
  const meter = meterOf(response);
  const blob = await new Response(counted(response.body, meter)).blob();
  save(blob, nameOf(response));
  const isShort = meter.isLines && meter.seen < meter.all;
  state.textContent = isShort ? filled(form.dataset.short, meter.seen, meter.all) : form.dataset.saved;
}

function begin() {
  busy = true;
  state.textContent = form.dataset.preparing;
  bar.removeAttribute("value");
  rows.textContent = "";
  progress.hidden = false;
}

function end() {
  busy = false;
  progress.hidden = true;
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (busy) return;
  begin();
  take(event.submitter?.formAction ?? form.action)
    .catch(() => { state.textContent = form.dataset.failed; })
    .finally(end);
});
