// node python.mjs ENGINE-FOLDER FOLDER: runs what comes as lines of JSON, answers each in a line.
import fs from "node:fs";
import path from "node:path";
import readline from "node:readline";
import { pathToFileURL } from "node:url";

const [parts, folder] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(path.join(parts, "pyodide.mjs")).href);
const python = await loadPyodide({ indexURL: parts + path.sep, stdout: () => {}, stderr: () => {} });
const extractDir = python.runPython("import site; site.getsitepackages()[0]");
for (const name of fs.readdirSync(path.join(parts, "site"))) {
  python.unpackArchive(new Uint8Array(fs.readFileSync(path.join(parts, "site", name))), "zip", {
    extractDir,
  });
}
python.FS.mkdir("/here");
python.FS.mount(python.FS.filesystems.NODEFS, { root: folder }, "/here");
for await (const line of readline.createInterface({ input: process.stdin })) {
  let answer;
  try {
    answer = { result: python.runPython("import json\n" + JSON.parse(line)) };
  } catch (fault) {
    answer = { fault: String(fault) };
  }
  console.log(JSON.stringify(answer));
}
