// JupyterLab's own bars around a notebook: put away while a lesson is in front, and brought back.

const BARS = ["jp-top-panel", "jp-menu-panel", "jp-bottom-panel"];

/** @type {Set<any>} What this module has hidden; what a person hid stays so. */
const hidden = new Set();

/**
 * Hide or bring back what stands around the notebook.
 *
 * @param {any} shell
 * @param {boolean} away
 */
export function hideHost(shell, away) {
  document.body.classList.toggle("rc-lesson-view", away);
  if (!away) {
    for (const part of hidden) if (!part.isDisposed) part.show();
    hidden.clear();
    return;
  }
  for (const part of bars(shell)) {
    if (part.isHidden || hidden.has(part)) continue;
    hidden.add(part);
    part.hide();
  }
}

/**
 * Find the bars, in the shell and in its middle row. Side areas that stand open are closed.
 *
 * @param {any} shell
 * @returns {any[]}
 */
function bars(shell) {
  shell.collapseLeft();
  shell.collapseRight();
  const rows = [...shell.layout];
  const middle = rows.find(({ id }) => id === "jp-main-content-panel");
  const sides = middle ? [...middle.layout].filter(({ node }) => node.matches(".jp-SideBar")) : [];
  return [...rows.filter(({ id }) => BARS.includes(id)), ...sides];
}
