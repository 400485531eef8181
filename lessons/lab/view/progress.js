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
 * Count the questions, and those with an answer that is kept. What shows an answer once more, as the
 * check-in does with polls, is no question.
 *
 * @param {Record<string, string>} kit The kit's code by each cell's id.
 * @param {any[]} cells The notebook's.
 */
export function questions(kit, cells) {
  const asks = (/** @type {string | undefined} */ source) => /\.ask\(["']/.test(source ?? "");
  const isKept = (/** @type {HTMLElement} */ result) =>
    !["", "not attempted"].includes(result.dataset.verdict ?? "");
  const answered = cells.filter(
    ({ model, node }) =>
      asks(kit[model.id]) &&
      [...node.querySelectorAll(".rc-card .rc-result:not([hidden])")].some(isKept),
  );
  return { done: answered.length, all: Object.values(kit).filter(asks).length };
}
