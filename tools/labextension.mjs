// Build the lesson view, as JupyterLab loads it: node tools/labextension.mjs [FOLDER]
//
// JupyterLab's own builder would add the runtime of its bundler, code that isn't ours; what it
// hands over to an extension is little, and lessons/lab/view/entry.js takes it.

import { createHash } from "node:crypto";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { sheets } from "./sheets.mjs";

const VIEW = fileURLToPath(new URL("../lessons/lab/view/", import.meta.url));
const BUILT = fileURLToPath(
  new URL("../lessons/lab/labextension/reading-a-crisis", import.meta.url),
);
const folder = process.argv[2] ?? BUILT;

/** @param {string} name @param {string} text */
async function write(name, text) {
  await mkdir(join(folder, name, ".."), { recursive: true });
  await writeFile(join(folder, name), text);
}

/** @param {string} name */
const read = (name) => readFile(join(VIEW, name), "utf8");

const { outputFiles } = await build({
  absWorkingDir: VIEW,
  entryPoints: ["entry.js"],
  write: false,
  bundle: true,
  minify: true,
  format: "iife",
  charset: "utf8",
  target: "es2022",
  legalComments: "none",
  logLevel: "warning",
  plugins: [sheets],
});
const version = /__version__ = "(.+)"/.exec(await read("../../__init__.py"))?.[1];
const script = outputFiles[0]?.text ?? "";
// The name says what is in it: a browser keeps scripts, and a newer kit has another.
const load = `static/${createHash("sha256").update(script).digest("hex").slice(0, 12)}.js`;
const described = { version, ...JSON.parse(await read("extension.json")) };
described.jupyterlab._build.load = load;
await rm(join(folder, "static"), { recursive: true, force: true });
await write(load, script);
await write("package.json", `${JSON.stringify(described, null, 2)}\n`);
await write("schemas/reading-a-crisis/view.json", await read("settings.json"));
