// What the card, the check-in and the nickname share. Python puts this file in front of theirs.

const WORDS = {
  right: "Right",
  partly: "Partly right",
  wrong: "Not yet",
  recorded: "Answer kept",
  "not attempted": "Not marked yet",
};

// Each verdict has its own shape, so colour is never alone.
const ICONS = {
  right: "M2.5 8.5 6.5 12.5 13.5 4",
  partly: "M2.5 8h11",
  wrong: "M12.7 6A5.2 5.2 0 1 0 13 9.5M13.2 2.5V6H9.7",
  recorded: "M4 2.5h8V13.5L8 10.5 4 13.5Z",
  "not attempted": "M8 3v6M8 12v.6",
};

/** Make an element; `text` is text, `html` is HTML that Python made from escaped Markdown. */
function h(tag, { text, html, on = {}, ...attributes } = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) node.setAttribute(name, "");
    else if (value !== false && value != null) node.setAttribute(name, value);
  }
  for (const [event, listener] of Object.entries(on)) node.addEventListener(event, listener);
  if (text != null || html != null) node.dir = "auto";
  if (text != null) node.textContent = text;
  if (html != null) node.innerHTML = html;
  node.append(...children);
  return node;
}

/** Draw an icon from one line on a 16 × 16 grid. */
function icon(d) {
  const [svg, path] = ["svg", "path"].map((tag) => document.createElementNS("http://www.w3.org/2000/svg", tag));
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("class", "rc-icon");
  svg.setAttribute("aria-hidden", "true");
  path.setAttribute("d", d);
  svg.append(path);
  return svg;
}

/**
 * Keep JupyterLab's shortcuts (d d, b, arrows …) out of the card. Ctrl+S still saves, and Escape
 * leaves the card: the focus is then on its cell, and Shift+Enter goes on to the next one. Not
 * from a field that is typed in or a list: there Escape takes back what one was about to do.
 */
function guard(root) {
  root.addEventListener("keydown", (event) => {
    const control = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
    if (control && event.key === "s") return;
    event.stopPropagation();
    if (event.key === "Escape" && !event.target.matches("textarea, [type=text], select")) root.closest(".jp-Cell")?.focus();
    // The browser would mark the whole page, and the next click would then not move the focus.
    if (control && event.key === "a" && !event.target.matches("textarea, [type=text]")) event.preventDefault();
  });
}

/** Put a style sheet into the page, once for all cards. */
function dress(text) {
  const there = document.getElementById("rc-style");
  if (there?.textContent === text) return;
  there?.remove();
  const style = document.createElement("style");
  style.id = "rc-style";
  style.textContent = text;
  document.head.append(style);
}
