// The learner's page: the row of this lesson to write in, and all rows to read and print. Python keeps
// them; what stands typed here is only ever written to by Python when nothing is being typed.

import { dress, h } from "../shared/dom.js";
import { newId } from "../shared/ids.js";
import { guard } from "../shared/keys.js";
import { speaker } from "../shared/words.js";
import style from "./card.css";
import pageStyle from "./learners_page.css";

/** @typedef {import("./states.js").PageModel} PageModel */
/** @typedef {import("./messages.js").PageState} State */
/** @typedef {import("./messages.js").PageRow} Row */

const PATIENCE = 5000; // milliseconds until the card says that Python hasn't answered
const SURE = ["sure-0", "sure-1", "sure-2", "sure-3", "sure-4"];
const PRINT = `body{font:12pt/1.4 serif;margin:2cm}table{border-collapse:collapse;width:100%}
th,td{border:1px solid #999;padding:.3em .5em;text-align:start;vertical-align:top}`;

/** @type {import("@anywidget/types").Render<PageModel>} */
function render({ model, el }) {
  const say = speaker(model.get("words"));
  let typing = false;
  let waiting = 0;

  const typed = () => {
    typing = true;
  };
  /**
   * @param {string} name
   * @param {number} rows
   */
  const area = (name, rows) =>
    h("textarea", {
      class: "rc-area",
      rows,
      maxlength: 1000,
      "aria-label": say(name),
      on: { input: typed },
    });
  const claim = area("claim", 2);
  const evidence = area("evidence", 3);
  const against = area("against", 2);
  const sure = h(
    "select",
    { class: "rc-select", "aria-label": say("sure"), on: { change: typed } },
    h("option", { value: "", text: "–" }),
    ...SURE.map((name, value) => h("option", { value, text: say(name) })),
  );
  const said = h("p", { class: "rc-small", role: "status" });
  const trouble = h("p", { class: "rc-trouble", role: "alert", hidden: true });
  const so_far = h("div", {
    class: "rc-scroll",
    tabindex: "0",
    role: "group",
    "aria-label": say("so-far"),
  });

  /** @param {string} text */
  function complain(text) {
    clearTimeout(waiting);
    waiting = 0;
    trouble.textContent = text;
    trouble.hidden = !text;
  }

  function keep() {
    const row = {
      claim: claim.value,
      evidence: evidence.value,
      sure: sure.value === "" ? null : Number(sure.value),
      against: against.value,
    };
    typing = false;
    waiting = window.setTimeout(complain, PATIENCE, say("no-python"));
    model.send({ do: "keep row", row, event: newId() });
  }

  /** @param {State} state */
  function table(state) {
    const names = /** @type {const} */ (["claim", "evidence", "sure", "against"]);
    const rows = state.claims.filter(({ row }) => row.claim || row.evidence || row.against);
    if (!rows.length) return h("p", { class: "rc-small", text: say("empty") });
    /** @param {Row} row */
    const cells = (row) => [
      row.claim,
      row.evidence,
      row.sure == null ? "–" : say(SURE[row.sure]),
      row.against,
    ];
    return h(
      "table",
      {},
      h(
        "thead",
        {},
        h(
          "tr",
          {},
          h("td", {}),
          ...names.map((name) => h("th", { scope: "col", text: say(name) })),
        ),
      ),
      h(
        "tbody",
        {},
        ...rows.map(({ title, row }) =>
          h(
            "tr",
            {},
            h("th", { scope: "row", text: title }),
            ...cells(row).map((text) => h("td", { text })),
          ),
        ),
      ),
    );
  }

  function print() {
    const state = model.get("state");
    const sheet = h(
      "div",
      {},
      h("h1", { text: say("title") }),
      h("p", { text: state.learner }),
      table(state),
    );
    const html = `<!doctype html><meta charset="utf-8"><title>${say("so-far")}</title><style>${PRINT}</style>${sheet.innerHTML}`;
    const frame = h("iframe", { title: say("so-far"), class: "rc-print" });
    frame.srcdoc = html;
    frame.addEventListener("load", () => {
      frame.contentWindow?.addEventListener("afterprint", () => frame.remove());
      frame.contentWindow?.print();
    });
    document.body.append(frame);
  }

  function paint() {
    const state = model.get("state");
    complain(state.error);
    said.textContent = state.said;
    const mine = state.claims.find(({ lesson }) => lesson === state.lesson)?.row;
    if (mine && !typing) {
      claim.value = mine.claim ?? "";
      evidence.value = mine.evidence ?? "";
      against.value = mine.against ?? "";
      sure.value = mine.sure == null ? "" : String(mine.sure);
    }
    so_far.replaceChildren(table(state));
  }

  /**
   * @param {string} name
   * @param {HTMLElement} field
   */
  const labelled = (name, field) =>
    h("label", { class: "rc-field" }, h("span", { class: "rc-label", text: say(name) }), field);
  const root = h(
    "section",
    { class: "rc-card rc-page", "aria-label": say("so-far") },
    h("p", { class: "rc-prompt", role: "heading", "aria-level": "3", text: say("title") }),
    labelled("claim", claim),
    labelled("evidence", evidence),
    labelled("sure", sure),
    labelled("against", against),
    h(
      "div",
      { class: "rc-actions" },
      h("button", {
        type: "button",
        class: "rc-button rc-main",
        text: say("keep"),
        on: { click: keep },
      }),
      h("button", { type: "button", class: "rc-button", text: say("print"), on: { click: print } }),
    ),
    said,
    trouble,
    h("details", {}, h("summary", { text: say("so-far") }), so_far),
  );
  guard(root);
  dress("card", style);
  dress("page", pageStyle);
  paint();
  el.append(root);
  model.on("change:state", paint);
  return () => {
    clearTimeout(waiting);
    model.off("change:state", paint);
  };
}

export default { render };
