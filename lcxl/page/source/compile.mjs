// node compile.mjs PYODIDE-FOLDER SOURCES.zip COMPILED.zip
// Python of the engine makes bytecode of all modules: a page starts sooner with it than with text.
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

const [folder, sources, compiled] = process.argv.slice(2).map((name) => path.resolve(name));
const { loadPyodide } = await import(pathToFileURL(path.join(folder, "pyodide.mjs")).href);
const python = await loadPyodide({ indexURL: folder + path.sep });
python.unpackArchive(new Uint8Array(fs.readFileSync(sources)), "zip", { extractDir: "/site" });
python.runPython(`
import compileall, os, py_compile, zipfile
fine = compileall.compile_dir(
    "/site", quiet=1, legacy=True,
    invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH, stripdir="/site",
)
assert fine
with zipfile.ZipFile("/compiled.zip", "w") as out:
    for folder, folders, names in os.walk("/site"):
        folders.sort()
        for name in sorted(names):
            if not name.endswith(".py"):
                whole = os.path.join(folder, name)
                entry = zipfile.ZipInfo(os.path.relpath(whole, "/site"))
                with open(whole, "rb") as stream:
                    out.writestr(entry, stream.read())
`);
fs.writeFileSync(compiled, python.FS.readFile("/compiled.zip"));
