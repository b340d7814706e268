// The host's page: lcxl's commands on a folder, which the page holds and the browser may write.
const files = new Map(); // name -> ArrayBuffer: what a thread that was cancelled cannot lose
let folders = [];
let handle = null;
let spoken = settings.asked ? language : ""; // otherwise each collaborative's and team's own

const own = (data) => data.slice(0);
const content = () => [...files].map(([name, data]) => ({ name, data: own(data) }));

async function readFolder(from, path = "") {
  for await (const [name, entry] of from.entries()) {
    if (entry.kind === "directory") {
      folders.push(path + name);
      await readFolder(entry, `${path}${name}/`);
    } else {
      files.set(path + name, await (await entry.getFile()).arrayBuffer());
    }
  }
}

async function folderAt(path) {
  let place = handle;
  for (const name of path.split("/").filter(Boolean)) {
    place = await place.getDirectoryHandle(name, { create: true });
  }
  return place;
}

const split = (path) => [path.slice(0, path.lastIndexOf("/") + 1), path.split("/").pop()];

async function writeBack({ written, removed }) {
  if (handle === null) return;
  for (const path of folders) await folderAt(path);
  for (const [path, data] of Object.entries(written)) {
    const [folder, name] = split(path);
    const place = await (await folderAt(folder)).getFileHandle(name, { create: true });
    const stream = await place.createWritable(); // the old file stands until it is closed
    await stream.write(data);
    await stream.close();
  }
  for (const path of removed) {
    const [folder, name] = split(path);
    await (await folderAt(folder)).removeEntry(name);
  }
}

function showFiles() {
  const line = (name) =>
    element("li", {}, element("button", { type: "button", class: "second", text: name }));
  const shown = [...files.keys()].filter((name) => !name.startsWith("lcxl-memory/")).sort();
  $("list").replaceChildren(...shown.map(line));
  $("kept").hidden = !files.size;
  $("where").textContent = handle ? say("in_folder", { folder: handle.name }) : say("in_memory");
}

$("list").addEventListener("click", ({ target }) => {
  if (target.tagName === "BUTTON") download(files.get(target.textContent), split(target.textContent)[1]);
});

function take(result) {
  folders = result.folders;
  for (const [name, data] of Object.entries(result.written)) {
    files.set(name, data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength));
  }
  for (const name of result.removed) files.delete(name);
}

async function run(words, after = null) {
  await working(async () => {
    tell("working", { what: `lcxl ${words.join(" ")}` });
    const result = await python.call("run", [words, spoken], "/collaborative", content(), folders);
    take(result);
    $("told").textContent = [result.told, result.warned].filter(Boolean).join("\n").trim();
    $("said").hidden = false;
    $("results").hidden = true;
    await writeBack(result);
    showFiles();
    tell(result.code === 2 ? "refused" : "done", { n: Object.keys(result.written).length }, result.code === 2);
    $("said-heading").focus();
    if (after && result.code !== 2) await after();
  });
}

async function showChecked() {
  const told = JSON.parse(await python.call("check", [language]));
  if (told.files.length) showResults(told);
}

const commands = {
  build: () => run(["build", "."]),
  status: () => run(["status", "."]),
  validate: () => run(["validate", "submissions", "--dir", "."], showChecked),
  merge: () => run(["merge", "."]),
};

async function opened(work) {
  files.clear();
  folders = [];
  handle = null;
  await working(async () => {
    await work();
    showFiles();
    tell("opened", { n: files.size });
  });
}

$("open").hidden = typeof showDirectoryPicker !== "function";
$("open").addEventListener("click", async () => {
  let chosen;
  try {
    chosen = await showDirectoryPicker({ mode: "readwrite" });
  } catch {
    return; // nothing was chosen
  }
  await opened(async () => {
    handle = chosen;
    await readFolder(handle);
  });
});
$("upload").addEventListener("change", async (event) => {
  const chosen = [...event.target.files];
  await opened(async () => {
    for (const { name, data } of await contentOf(chosen)) files.set(name.replace(/^[^/]*\//, ""), data);
    folders = ["submissions"];
  });
  event.target.value = "";
});
$("archive").addEventListener("change", async (event) => {
  const [chosen] = event.target.files;
  if (chosen) {
    await opened(async () => {
      const data = new Uint8Array(await chosen.arrayBuffer());
      const found = await python.call("unpacked", [data]);
      take({ written: found, removed: [], folders: ["submissions"] });
    });
  }
  event.target.value = "";
});
$("returned").addEventListener("change", async (event) => {
  const chosen = [...event.target.files];
  await working(async () => {
    const written = {};
    for (const { name, data } of await contentOf(chosen)) {
      written[`submissions/${name}`] = new Uint8Array(data);
    }
    take({ written, removed: [], folders });
    await writeBack({ written, removed: [] });
    showFiles();
    tell("put", { n: chosen.length });
  });
  event.target.value = "";
});
$("make").addEventListener("click", () => {
  const words = ["new", "."];
  if ($("example").value) words.push("--example", $("example").value);
  if ($("name").value) words.push("--title", $("name").value);
  if ($("kickoff").value) words.push("--kickoff", $("kickoff").value);
  run(words);
});
$("pack").addEventListener("click", () =>
  working(async () => {
    const data = await python.call("packed", [], "/collaborative", content(), folders);
    download(data, say("zip_name"), "application/zip");
    tell("packed");
  }),
);
for (const one of document.querySelectorAll("[data-run]")) {
  one.addEventListener("click", commands[one.dataset.run]);
}
hearDrops($("drop"), (dropped) => tell("drop_not_here", { n: dropped.length }));
speak();
hearLanguage(() => (spoken = language));
for (const name of settings.examples) $("example").append(element("option", { value: name, text: name }));
begin();
