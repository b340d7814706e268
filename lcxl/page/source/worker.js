// Python in a thread of its own.  It is given all it consists of, and fetches nothing.
let python;
let checker;

const bytesOf = (text) => {
  if (Uint8Array.fromBase64) return Uint8Array.fromBase64(text);
  const raw = atob(text);
  const bytes = new Uint8Array(raw.length);
  for (let i = 0; i < raw.length; i += 1) bytes[i] = raw.charCodeAt(i);
  return bytes;
};

const unpacked = (text) =>
  new Response(new Blob([bytesOf(text)]).stream().pipeThrough(new DecompressionStream("gzip")));

const moduleOf = async (text) =>
  import(URL.createObjectURL(new Blob([await unpacked(text).text()], { type: "text/javascript" })));

const step = (name) => postMessage({ step: name });

async function start({ parts, module, given }) {
  step("unpack");
  const { loadPyodide } = await moduleOf(parts["pyodide.mjs"]);
  const { default: createPyodideModule } = await moduleOf(parts["pyodide.asm.mjs"]);
  const [wasm, library, site] = await Promise.all(
    ["pyodide.asm.wasm", "python_stdlib.zip", "site.zip"].map((name) =>
      unpacked(parts[name]).arrayBuffer(),
    ),
  );
  const answers = { "pyodide.asm.wasm": [wasm, "application/wasm"], "python_stdlib.zip": [library] };
  self.fetch = async (address) => {
    const name = String(address.url ?? address).split("/").pop();
    if (!(name in answers)) throw new TypeError(name);
    const [data, type] = answers[name];
    return new Response(data, { headers: { "content-type": type ?? "application/zip" } });
  };
  step("python");
  python = await loadPyodide({
    indexURL: "https://page.invalid/",
    createPyodideModule,
    lockFileContents: JSON.parse(parts.lock),
    stdout: () => {},
    stderr: () => {},
  });
  step("lcxl");
  const extractDir = python.runPython("import site; site.getsitepackages()[0]");
  python.unpackArchive(site, "zip", { extractDir });
  const begin = python.pyimport(module).start;
  checker = begin.callKwargs(
    Object.fromEntries(
      Object.entries(given).map(([name, text]) => [name, python.toPy(bytesOf(text))]),
    ),
  );
}

const folderOf = (path) => path.slice(0, path.lastIndexOf("/"));

function put(folder, files, folders) {
  for (const name of ["", ...folders]) python.FS.mkdirTree(`${folder}/${name}`);
  for (const { name, data } of files) {
    const path = `${folder}/${name}`;
    python.FS.mkdirTree(folderOf(path));
    python.FS.writeFile(path, new Uint8Array(data));
  }
}

function wipe(folder) {
  if (!python.FS.analyzePath(folder).exists) return;
  for (const name of python.FS.readdir(folder)) {
    if (name === "." || name === "..") continue;
    const path = `${folder}/${name}`;
    if (python.FS.isDir(python.FS.stat(path).mode)) {
      wipe(path);
      python.FS.rmdir(path);
    } else {
      python.FS.unlink(path);
    }
  }
}

const asJs = (result) => {
  if (!result?.toJs) return result;
  const plain = result.toJs({ dict_converter: Object.fromEntries });
  result.destroy();
  return plain;
};

const tasks = {
  start,
  // One call of the object that the start's code gave; files go to a folder of its memory first.
  call({ method, args, folder, files, folders }) {
    if (files) {
      wipe(folder);
      put(folder, files, folders ?? []);
    }
    return asJs(checker[method](...args.map((one) => python.toPy(one))));
  },
};

onmessage = async ({ data: { id, task, given } }) => {
  try {
    postMessage({ id, result: await tasks[task](given) });
  } catch (fault) {
    const why = String(fault?.message ?? fault);
    const memory = fault instanceof RangeError || /MemoryError|out of memory|Cannot enlarge/i.test(why);
    const old = task === "start" && (fault instanceof SyntaxError || /CompileError/.test(fault?.name));
    postMessage({ id, fault: { kind: memory ? "memory" : old ? "old" : "fault", why: why.slice(-300) } });
  }
};
