// Build what the kit's web parts ship: node tools/web.mjs [FOLDER]
//
// One line an entry: what ships is a file of that name in lessons/kit/web/built.

import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { sheets } from "./sheets.mjs";

const WEB = fileURLToPath(new URL("../lessons/kit/web/", import.meta.url));

/** Modules: anywidget and every page import them. */
const MODULES = {
  card: "cards/card.js",
  place_card: "cards/place_card.js",
  checkin: "cards/checkin.js",
  nickname: "cards/nickname.js",
  learners_page: "cards/learners_page.js",
  board: "exhibits/board.js",
  switch: "exhibits/switch.js",
  timemap: "exhibits/timemap.js",
  maproom: "exhibits/maproom.js",
};

/** Scripts that stand in a page themselves, where nothing can be imported. */
const SCRIPTS = {
  timemap_page: "exhibits/timemap_page.js",
  page: "pages/page.js",
  front: "pages/front.js",
  offline: "pages/offline.js",
  python_worker: "pages/python_worker.js",
  join: "live/join.js",
  teacher: "live/teacher.js",
  projector: "live/projector.js",
};

/** Style sheets that Python puts beside what it writes as HTML. */
const STYLES = { exhibit: "exhibits/exhibit.css" };

/**
 * @param {Record<string, string>} entries
 * @param {import("esbuild").BuildOptions} options
 */
const make = (entries, options) =>
  build({
    absWorkingDir: WEB,
    entryPoints: entries,
    outdir: process.argv[2] ?? "built",
    bundle: true,
    minify: true,
    charset: "utf8",
    target: "es2022",
    legalComments: "none",
    logLevel: "warning",
    ...options,
  });

await make(MODULES, { format: "esm", plugins: [sheets] });
await make(SCRIPTS, { format: "iife", plugins: [sheets] });
await make(STYLES, {});
