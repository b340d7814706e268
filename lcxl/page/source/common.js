// What both pages share: words, the thread with Python, files in and out.
const $ = (id) => document.getElementById(id);
const allWords = JSON.parse($("words").textContent);
const settings = JSON.parse($("settings").textContent);

let language = settings.language;
const known = Object.keys(allWords);
if (!settings.asked) {
  const wanted = navigator.languages ?? [navigator.language];
  const plain = (code) => code.toLowerCase().split("-")[0];
  language =
    wanted.map((code) => known.find((one) => one === code || plain(one) === plain(code))).find(Boolean) ??
    language;
}

function say(id, places = {}) {
  const entry = allWords[language][id];
  const text = places.n === 1 && entry.text_one ? entry.text_one : entry.text;
  return text.replace(/\{(\w+)\}/g, (whole, name) => String(places[name] ?? whole));
}

function speak() {
  document.documentElement.lang = language;
  for (const element of document.querySelectorAll("[data-word]")) {
    element.textContent = say(element.dataset.word, settings.places);
  }
  document.title = say("title");
}

function element(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (typeof value !== "string") made[name] = value;
    else if (name === "text") made.textContent = value;
    else made.setAttribute(name, value);
  }
  made.append(...children.filter((child) => child !== null));
  return made;
}

function tell(id, places, isFault = false) {
  const status = $("status");
  status.textContent = say(id, places);
  status.classList.toggle("fault", isFault);
}

function button(id, action, places) {
  const made = element("button", { type: "button", text: say(id, places) });
  made.addEventListener("click", action);
  return made;
}

// A file for the person, who decides where it is kept.
function download(data, name, type = "application/octet-stream") {
  const address = URL.createObjectURL(new Blob([data], { type }));
  const link = element("a", { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

async function copy(field) {
  try {
    await navigator.clipboard.writeText(field.value);
    tell("copied");
  } catch {
    field.focus();
    field.select();
    tell("not_copied");
  }
}

const whyTooOld = () => {
  if (typeof WebAssembly !== "object") return "WebAssembly";
  if (typeof DecompressionStream !== "function") return "DecompressionStream";
  if (typeof Worker !== "function") return "Worker";
  return "";
};

// The thread.  A task that is cancelled ends with it; the next one starts another.
class Python {
  constructor() {
    this.worker = null;
    this.waiting = new Map();
    this.number = 0;
  }

  start() {
    const source = new Blob([$("worker").textContent], { type: "text/javascript" });
    this.worker = new Worker(URL.createObjectURL(source));
    this.worker.onmessage = ({ data }) => this.hear(data);
    this.worker.onerror = (fault) => this.end({ kind: "fault", why: fault.message ?? "" });
    const parts = { lock: $("part-lock").textContent };
    for (const part of document.querySelectorAll("[data-part]")) {
      parts[part.dataset.part] = part.textContent;
    }
    const given = {};
    for (const part of document.querySelectorAll("[data-given]")) {
      given[part.dataset.given] = part.textContent;
    }
    return this.ask("start", { parts, module: settings.module, given });
  }

  ask(task, given, moved = []) {
    this.number += 1;
    const id = this.number;
    return new Promise((done, failed) => {
      this.waiting.set(id, { done, failed });
      this.worker.postMessage({ id, task, given }, moved);
    });
  }

  call(method, args = [], folder = "", files = null, folders = []) {
    const moved = (files ?? []).map((file) => file.data);
    return this.ask("call", { method, args, folder, files, folders }, moved);
  }

  hear({ id, step, result, fault }) {
    if (step) {
      tell(`step_${step}`);
      return;
    }
    const { done, failed } = this.waiting.get(id);
    this.waiting.delete(id);
    if (fault) failed(fault);
    else done(result);
  }

  end(fault) {
    this.worker?.terminate();
    this.worker = null;
    for (const { failed } of this.waiting.values()) failed(fault);
    this.waiting.clear();
  }
}

const python = new Python();
let started = null;

function ready() {
  started ??= (async () => {
    const why = whyTooOld();
    if (why) throw { kind: "old", why };
    performance.mark("start");
    await python.start();
    performance.mark("ready");
  })();
  return started;
}

// Runs something that needs Python; whatever goes wrong is said in a sentence.
async function working(work) {
  $("cancel").hidden = false;
  $("progress").hidden = false;
  document.body.setAttribute("aria-busy", "true");
  try {
    await ready();
    return await work();
  } catch (fault) {
    if (fault.kind === "cancelled") tell("cancelled");
    else if (fault.kind === "memory") tell("no_memory", {}, true);
    else if (fault.kind === "old") tell("too_old", { why: fault.why }, true);
    else if (fault.kind === "told") tell(fault.id, fault.places, true);
    else tell("failed", { why: fault.why ?? fault.message ?? String(fault) }, true);
    if (fault.kind !== "told") {
      python.end({ kind: "cancelled" });
      started = null;
      $("again").hidden = false;
    }
    return null;
  } finally {
    $("cancel").hidden = true;
    $("progress").hidden = true;
    document.body.removeAttribute("aria-busy");
  }
}

async function begin() {
  $("again").hidden = true;
  await working(async () => tell("is_ready"));
}

// The bytes of files that were chosen or dropped; two of one name are told apart.
async function contentOf(files) {
  const names = new Set();
  const found = [];
  for (const file of files) {
    let name = file.webkitRelativePath || file.name;
    for (let number = 2; names.has(name); number += 1) {
      name = file.name.replace(/(\.[^.]*)?$/, ` (${number})$1`);
    }
    names.add(name);
    try {
      found.push({ name, data: await file.arrayBuffer() });
    } catch (fault) {
      if (fault instanceof RangeError) throw { kind: "memory" };
      throw { kind: "told", id: "unreadable_here", places: { file: name, why: fault.message } };
    }
  }
  return found;
}

function hearDrops(area, take) {
  for (const kind of ["dragenter", "dragover"]) {
    document.addEventListener(kind, (event) => {
      event.preventDefault();
      area.classList.add("over");
    });
  }
  document.addEventListener("dragleave", (event) => {
    if (event.relatedTarget === null) area.classList.remove("over");
  });
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    area.classList.remove("over");
    take([...event.dataTransfer.files]);
  });
}

function hearLanguage(changed) {
  const choice = $("language");
  for (const code of known) {
    const name = new Intl.DisplayNames([code], { type: "language" }).of(code);
    choice.append(element("option", { value: code, text: name, lang: code }));
  }
  choice.value = language;
  $("languages").hidden = known.length < 2;
  choice.addEventListener("change", () => {
    language = choice.value;
    speak();
    changed();
  });
}

$("cancel").addEventListener("click", () => python.end({ kind: "cancelled" }));
$("again").addEventListener("click", begin);
// The policy of the page has no say in calls between browsers, so there is nothing to call with.
for (const name of Object.getOwnPropertyNames(globalThis)) {
  if (/RTC|WebTransport/.test(name)) delete globalThis[name];
}
// No link leads out of the page, whatever a workbook says.
window.navigation?.addEventListener("navigate", (event) => {
  if (event.cancelable && !event.hashChange && !event.downloadRequest && !event.destination.url.startsWith("blob:")) {
    event.preventDefault();
  }
});
