// The hand-in where no Python is: the same file as lessons/kit/record/handin.py writes.

import { unpack } from "../record/row.js";

const BASE = "https://reading-a-crisis.invalid";
const VERB = "http://adlnet.gov/expapi/verbs/answered";
const ACTIVITY = "http://adlnet.gov/expapi/activities/cmi.interaction";

/** @type {Record<string, string>} */
const INTERACTIONS = {
  choice: "choice",
  choices: "choice",
  number: "numeric",
  order: "sequencing",
  match: "matching",
  place: "other",
  short: "long-fill-in",
  poll: "choice",
  prediction: "choice",
  page: "other",
};

/**
 * Write a response as xAPI does: `[,]` between items, `[.]` inside a pair.
 *
 * @param {string} kind
 * @param {any} response
 */
export function xapiResponse(kind, response) {
  if (kind === "short" && typeof response?.text === "string") return response.text;
  if (kind === "match" && response && !Array.isArray(response) && typeof response === "object")
    return Object.entries(response)
      .map(([left, right]) => `${left}[.]${right || ""}`)
      .join("[,]");
  if ((kind === "choices" || kind === "order") && Array.isArray(response))
    return response.join("[,]");
  return typeof response === "string" ? response : JSON.stringify(response);
}

/** @param {any} row @param {string} learner @param {number} number */
function statement(row, learner, number) {
  const rubric = row.response?.rubric;
  return {
    id: row.event,
    actor: { account: { name: learner, homePage: BASE }, objectType: "Agent" },
    verb: { id: VERB, display: { en: "answered" } },
    object: {
      id: `${BASE}/${row.lesson}/${row.question}`,
      definition: { type: ACTIVITY, interactionType: INTERACTIONS[row.kind] },
      objectType: "Activity",
    },
    result: {
      response: xapiResponse(row.kind, row.response),
      extensions: Array.isArray(rubric) && rubric.length ? { [`${BASE}/rubric`]: rubric } : {},
    },
    context: {
      extensions: {
        [`${BASE}/attempt`]: number,
        [`${BASE}/fingerprint`]: row.fingerprint,
        [`${BASE}/kind`]: row.kind,
        ...(row.writer ? { [`${BASE}/writer`]: row.writer } : {}),
        ...(row.before ? { [`${BASE}/before`]: row.before } : {}),
        ...(row.round > 1 ? { [`${BASE}/round`]: row.round } : {}),
      },
    },
    timestamp: row.time,
  };
}

/**
 * Make the file of a learner's answers.
 *
 * @param {import("../record/store.js").Learner} learner
 * @param {string[]} bodies rows in the order of arrival
 * @param {{kit: string, lessons: string[], nobody: string}} about `nobody`: the name of who gave none
 * @param {Date} now
 */
export function handIn(learner, bodies, { kit, lessons, nobody }, now) {
  const name = learner.nickname || nobody;
  const rows = bodies.map(unpack).filter(Boolean);
  /** @type {Map<string, number>} */
  const numbers = new Map();
  const statements = rows.map((row) => {
    const asked = `${row.lesson}/${row.question}/${row.fingerprint}`;
    numbers.set(asked, (numbers.get(asked) ?? 0) + 1);
    return JSON.stringify(statement(row, name, numbers.get(asked) ?? 1));
  });
  const head = JSON.stringify({
    format: "reading-a-crisis/hand-in",
    version: 2,
    kit,
    created: now.toISOString(),
    learner: name,
    lessons,
    who: { id: learner.id },
    ...(rows.length < bodies.length ? { left_out: bodies.length - rows.length } : {}),
  });
  return `${head.slice(0, -1)},"statements":[\n${statements.join(",\n")}\n]}\n`;
}

/** @param {string} nickname @param {Date} day @param {string} id the learner's */
export function fileName(nickname, day, id) {
  const kept = nickname
    .replace(/[^\p{L}\p{N}]+/gu, "-")
    .replace(/^-|-$/g, "")
    .slice(0, 40);
  return `handin-${kept || "learner"}-${day.toISOString().slice(0, 10)}-${id.slice(0, 6)}.json`;
}

/** Let the browser save a text. @param {string} name @param {string} text */
export function save(name, text) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
