// Elements, icons and style sheets: what every web part is put together from.

/**
 * @typedef {object} Words
 * @property {string | number | null} [text] text, set as text
 * @property {string | null} [html] HTML that Python made from escaped Markdown
 * @property {Record<string, (event: any) => void>} [on] listeners by event
 */

/**
 * Make an element. An attribute that is `true` is set empty; `false` and nothing aren't set.
 *
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Words & Record<string, unknown>} [words]
 * @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function h(tag, { text, html, on = {}, ...attributes } = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) node.setAttribute(name, "");
    else if (value !== false && value != null) node.setAttribute(name, String(value));
  }
  for (const [event, listener] of Object.entries(on)) node.addEventListener(event, listener);
  if (text != null || html != null) node.dir = "auto";
  if (text != null) node.textContent = String(text);
  if (html != null) node.innerHTML = html;
  node.append(...children);
  return node;
}

const SVG = "http://www.w3.org/2000/svg";

/**
 * Make an element of a drawing.
 *
 * @template {keyof SVGElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, string | number>} [attributes]
 * @param {Element | null} [parent]
 * @returns {SVGElementTagNameMap[Tag]}
 */
export function s(tag, attributes = {}, parent = null) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, String(value));
  parent?.append(node);
  return node;
}

/**
 * Draw an icon from one line on a 16 × 16 grid.
 *
 * @param {string} d
 */
export function icon(d) {
  const svg = s("svg", { viewBox: "0 0 16 16", class: "rc-icon", "aria-hidden": "true" });
  s("path", { d }, svg);
  return svg;
}

/** Give a name that no other element of the page has. */
export function unique(start = "rc") {
  return `${start}-${Math.random().toString(36).slice(2)}`;
}

/**
 * Put a style sheet into the page, once for all that use it. anywidget's own `_css` would set it
 * again for each card: ten cards then took a quarter longer to draw.
 *
 * @param {string} name
 * @param {string} text
 */
export function dress(name, text) {
  const id = `rc-style-${name}`;
  const there = document.getElementById(id);
  if (there?.textContent === text) return;
  there?.remove();
  const style = document.createElement("style");
  style.id = id;
  style.textContent = text;
  document.head.append(style);
}
