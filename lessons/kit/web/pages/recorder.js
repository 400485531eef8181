// What a card says where nobody marks, or nobody does yet: that the answer is kept.

/** @typedef {import("../cards/states.js").State} State */
/** @typedef {{id: string, section: number, prompt: string}} Asked */
/** @typedef {{name: string, title: string, questions: Asked[]}} LessonParts */

/**
 * The state after an answer was kept without a mark.
 *
 * @param {State} state as it was
 * @param {any} response
 * @param {string} said a sentence for the learner
 * @returns {State}
 */
export function kept(state, response, said) {
  return {
    ...state,
    turn: state.turn + 1,
    attempts: state.attempts + 1,
    response,
    verdict: "recorded",
    feedback: said,
    error: "",
  };
}

/**
 * The state after a row of the learner's page was written.
 *
 * @param {import("../cards/messages.js").PageState} state as it was
 * @param {any} row
 * @param {string} said a sentence for the learner
 * @param {string} [lesson] whose row it is
 */
export function withRow(state, row, said, lesson = state.lesson) {
  const claims = state.claims.map((each) => (each.lesson === lesson ? { ...each, row } : each));
  return { ...state, claims, said, turn: state.turn + 1, error: "" };
}

/**
 * The check-in of a lesson whose answers nobody has marked.
 *
 * @param {LessonParts} lesson
 * @param {Map<string, number>} tries how often each question was answered
 * @param {{turn: number, said?: string, notice?: string}} now
 */
export function overview(lesson, tries, { turn, said = "", notice = "" }) {
  const rows = lesson.questions.map(({ id, section, prompt }, index) => ({
    number: index + 1,
    section,
    prompt,
    verdict: tries.get(id) ? "recorded" : "",
    tries: tries.get(id) ?? 0,
    first: "",
    best: "",
  }));
  const done = rows.filter((row) => row.tries).length;
  const here = { title: lesson.title, done, total: rows.length };
  return {
    ...here,
    rows,
    polls: [],
    course: [{ ...here, here: true }],
    missed: 0,
    below: [],
    notice,
    said,
    turn,
  };
}
