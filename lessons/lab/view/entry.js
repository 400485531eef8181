// What JupyterLab loads: it hands over the modules that it shares, and asks for our extension.
//
// This is the small interface of "module federation" by which JupyterLab takes extensions that are
// already built: `init(scope)`, then `get(name)`, which promises a function that gives the module.

import { NAME, plugin } from "./plugin.js";

/** @type {import("./types.js").ShareScope} */
let scope = {};

const SHARED = {
  application: "@jupyterlab/application",
  apputils: "@jupyterlab/apputils",
  cells: "@jupyterlab/cells",
  coreutils: "@jupyterlab/coreutils",
  notebook: "@jupyterlab/notebook",
  services: "@jupyterlab/services",
  settings: "@jupyterlab/settingregistry",
  widgets: "@lumino/widgets",
};

/**
 * Take one of JupyterLab's own modules; there is one version of each.
 *
 * @param {string} name
 */
async function take(name) {
  const [version] = Object.values(scope[name] ?? {});
  if (!version) throw new Error(`JupyterLab has no ${name}.`);
  return (version.lib ?? (await version.get()))();
}

/** @returns {Promise<import("./types.js").Lab>} */
async function lab() {
  const modules = await Promise.all(
    Object.entries(SHARED).map(async ([key, name]) => [key, await take(name)]),
  );
  return Object.fromEntries(modules);
}

const page = /** @type {any} */ (window);
page._JUPYTERLAB ??= {};
page._JUPYTERLAB[NAME] = {
  /** @param {import("./types.js").ShareScope} shared */
  init(shared) {
    scope = shared;
  },
  async get() {
    const made = plugin(await lab());
    return () => ({ __esModule: true, default: made });
  },
};
