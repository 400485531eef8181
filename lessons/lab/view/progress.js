// How far the learner is: sections of the notebook, and questions answered.

/** @param {string} source A Markdown cell's text. */
const heading = (source) => /^##\s+(.+)$/m.exec(source)?.[1]?.replace(/\s*·[^·]*$/, "") ?? null;

/**
 * List the sections.
 *
 * @param {any[]} cells
 * @returns {{ cell: any, title: string }[]}
 */
export const sections = (cells) =>
  cells.flatMap((cell) => {
    const title = cell.model.type === "markdown" && heading(cell.model.sharedModel.getSource());
    return title ? [{ cell, title: title.replace(/[*_`]/g, "") }] : [];
  });

/**
 * Count the questions, and those with an answer that is kept.
 *
 * @param {Record<string, string>} kit The kit's code by each cell's id.
 * @param {HTMLElement} node The notebook.
 */
export function questions(kit, node) {
  const all = Object.values(kit).filter((source) => /\.ask\(["']/.test(source)).length;
  const kept = [...node.querySelectorAll(".rc-card .rc-result:not([hidden])")].filter(
    (result) =>
      !["", "not attempted"].includes(/** @type {HTMLElement} */ (result).dataset.verdict ?? ""),
  );
  const cells = new Set(kept.map((result) => result.closest(".jp-Cell")));
  return { done: Math.min(cells.size, all), all };
}
