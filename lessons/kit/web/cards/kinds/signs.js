// Signs beside the parts of an answer: which are right. Each has a shape and a word of its own.

import { h, icon } from "../../shared/dom.js";
import { ICONS } from "../../shared/verdicts.js";

/**
 * Give a sign, to be put beside a part; it is empty until the part is judged.
 *
 * @param {import("../../shared/words.js").Say} say
 */
export function sign(say) {
  const node = h("span", { class: "rc-sign", hidden: true });
  /** @param {boolean | undefined} right */
  const judge = (right) => {
    node.hidden = right === undefined;
    if (right === undefined) return node.replaceChildren();
    node.dataset.verdict = right ? "right" : "wrong";
    node.replaceChildren(
      icon(right ? ICONS.right : "M4 4l8 8M12 4l-8 8"),
      h("span", { class: "rc-said", text: say(right ? "part-right" : "part-wrong") }),
    );
  };
  return { node, judge };
}
