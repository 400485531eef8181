// The extension: finds the kit's notebooks among those that are opened, and gives each its view.

import { Lesson } from "./lesson.js";
import { hideHost } from "./surroundings.js";
import STYLE from "./view.css";
import { learn, say } from "./words.js";

export const NAME = "reading-a-crisis";
const VIEW = `${NAME}:view`;

/**
 * Give the extension.
 *
 * @param {import("./types.js").Lab} lab JupyterLab's modules.
 */
export function plugin(lab) {
  return {
    id: VIEW,
    description: "Shows the lessons of Reading a Crisis as lessons.",
    autoStart: true,
    requires: [lab.notebook.INotebookTracker],
    optional: [
      lab.application.ILabShell,
      lab.settings.ISettingRegistry,
      lab.apputils.IThemeManager,
      lab.apputils.ICommandPalette,
    ],
    /** @param {any} app @param {any} tracker @param {any} shell @param {any} registry @param {any} themes @param {any} palette */
    async activate(app, tracker, shell, registry, themes, palette) {
      const address = lab.coreutils.PageConfig.getOption("readingACrisis");
      if (!shell || !address) return; // another front end, or a server without the kit
      learn(JSON.parse(lab.coreutils.PageConfig.getOption("readingACrisisWords")));
      const style = document.createElement("style");
      style.textContent = STYLE;
      document.head.append(style);
      const settings = await load(registry);
      const desk = { lab, app, shell, themes, settings };
      watch(desk, tracker, address, palette);
    },
  };
}

/**
 * Read the settings; where none can be kept, they hold as long as the page.
 *
 * @param {any} registry
 * @returns {Promise<import("./types.js").Settings>}
 */
async function load(registry) {
  /** @type {Record<string, any>} */
  const values = { view: "lesson", textSize: 100 };
  /** @type {any} */
  let kept = null;
  try {
    kept = await registry?.load(VIEW);
  } catch (problem) {
    console.warn(`${NAME}: settings can't be kept.`, problem);
  }
  return {
    get: (name) => kept?.get(name).composite ?? values[name],
    set(name, value) {
      values[name] = value;
      return kept?.set(name, value);
    },
    /** @param {() => void} listener */
    changed: (listener) => kept?.changed.connect(listener),
  };
}

/**
 * Give each notebook of the kit its view, and put the host out of the way while one is in front.
 *
 * @param {import("./types.js").Desk} desk
 * @param {any} tracker
 * @param {string} address
 * @param {any} palette
 */
function watch(desk, tracker, address, palette) {
  const { app, shell, settings } = desk;
  /** @type {Map<any, Lesson>} */
  const lessons = new Map();
  const front = () => lessons.get(shell.currentWidget ?? tracker.currentWidget);
  const dress = () => {
    const on = settings.get("view") === "lesson";
    for (const lesson of lessons.values()) lesson.dress(on);
    hideHost(shell, Boolean(front()) && on);
  };
  const open = async (/** @type {any} */ panel) => {
    await panel.context.ready;
    const told = await ask(desk, address, panel.context.path);
    if (!told || panel.isDisposed) return;
    lessons.set(panel, new Lesson(desk, panel, told));
    panel.disposed.connect(() => {
      lessons.get(panel)?.dispose();
      lessons.delete(panel);
      dress();
    });
    dress();
  };
  const quietly = (/** @type {any} */ panel) =>
    open(panel).catch((problem) => console.warn(`${NAME}:`, problem));
  tracker.forEach(quietly);
  tracker.widgetAdded.connect((/** @type {any} */ _, /** @type {any} */ panel) => quietly(panel));
  shell.currentChanged.connect(dress);
  app.restored.then(dress);
  settings.changed(dress);
  app.commands.addCommand(`${NAME}:switch`, {
    label: say("lesson"),
    isToggled: () => settings.get("view") === "lesson",
    isVisible: () => Boolean(front()),
    execute: async () => {
      await settings.set("view", settings.get("view") === "lesson" ? "jupyterlab" : "lesson");
      dress();
    },
  });
  palette?.addItem({ command: `${NAME}:switch`, category: say("kit") });
}

/**
 * Ask the server whether a notebook is the kit's.
 *
 * @param {import("./types.js").Desk} desk
 * @param {string} address
 * @param {string} path
 * @returns {Promise<import("./types.js").Told | null>}
 */
async function ask({ lab }, address, path) {
  const { ServerConnection } = lab.services;
  const { URLExt } = lab.coreutils;
  const server = ServerConnection.makeSettings();
  const url = `${URLExt.join(server.baseUrl, address)}?path=${encodeURIComponent(path)}`;
  const reply = await ServerConnection.makeRequest(url, {}, server);
  return reply.ok ? reply.json() : null;
}
