// Which keys belong to a web part, and which to the page around it.

/**
 * @typedef {Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey">} Key
 */

/**
 * Say what is to be done with a key that was pressed inside a web part: `pass` it on to the page,
 * `keep` it, `leave` the part, or keep it and `stop` what the browser would do.
 *
 * JupyterLab's shortcuts (d d, b, arrows …) must stay out. Ctrl+S still saves. Escape leaves, but
 * not from a field that is typed in or a list: there it takes back what one was about to do.
 * Ctrl+A outside a field would mark the whole page, and the next click would then not move the
 * focus.
 *
 * @param {Key} key
 * @param {{typed: boolean, list: boolean}} where whether in a field to type in, or a list
 * @returns {"pass" | "keep" | "leave" | "stop"}
 */
export function verdict(key, where) {
  const control = (key.ctrlKey || key.metaKey) && !key.altKey && !key.shiftKey;
  if (control && key.key === "s") return "pass";
  if (key.key === "Escape" && !where.typed && !where.list) return "leave";
  if (control && key.key === "a" && !where.typed) return "stop";
  return "keep";
}

/**
 * Keep the page's shortcuts out of a web part. Leaving it puts the focus on its notebook cell, and
 * Shift+Enter goes on to the next one.
 *
 * @param {HTMLElement} root
 */
export function guard(root) {
  root.addEventListener("keydown", (event) => {
    const target = /** @type {Element} */ (event.target);
    const where = {
      typed: target.matches("textarea, [type=text]"),
      list: target.matches("select"),
    };
    const done = verdict(event, where);
    if (done === "pass") return;
    event.stopPropagation();
    if (done === "stop") event.preventDefault();
    if (done === "leave") /** @type {HTMLElement | null} */ (root.closest(".jp-Cell"))?.focus();
  });
}
