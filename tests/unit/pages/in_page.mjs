// Python as a page has it, run by node: node in_page.mjs FOLDER < {"code": …, "given": …}
//
// FOLDER holds what a site ships in python/, unpacked. The code's `answer(given)` gives JSON text.

import { readFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [, , folder] = process.argv;
const { code, given } = JSON.parse(readFileSync(0, "utf-8"));
const bytes = (name) => new Uint8Array(readFileSync(join(folder, name)));

try {
  const { loadPyodide } = await import(pathToFileURL(join(folder, "pyodide.mjs")).href);
  const python = await loadPyodide({ indexURL: folder });
  python.unpackArchive(bytes("msgspec.whl"), "wheel");
  python.unpackArchive(bytes("kit.zip"), "zip", { extractDir: "/kit" });
  python.runPython("import sys; sys.path.insert(0, '/kit')");
  python.runPython(code);
  process.stdout.write(python.globals.get("answer")(JSON.stringify(given)));
} catch (error) {
  writeSync(2, `${error}`.slice(-2000)); // without the source line, which is all of Pyodide
  process.exitCode = 1;
}
