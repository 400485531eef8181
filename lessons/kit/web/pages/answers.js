// One function answers every part of a page: ask(to, say) → state, as docs/format.md has them.
//
// An answer is kept in this browser before anything else is done with it. Then whoever marks is
// asked: Python in the page, a class's server, or nobody.

import { same } from "../cards/same.js";
import { counts, newCode, newEvent, pack, RECALL, unpack } from "../record/row.js";
import { kept, overview, withRow } from "./recorder.js";

/** @typedef {import("../record/store.js").Store} Store */
/** @typedef {import("../record/store.js").Row} Row */
/** @typedef {import("../record/store.js").Press} Press */

/**
 * @typedef {object} Address
 * @property {"question" | "overview" | "page" | "sign in"} to
 * @property {string} [lesson]
 * @property {string} [id]
 * @property {number} [round] of recall, the round in which it is asked once more
 */

/** @typedef {{state: any, others: [string, string, string, number, any][], rows?: string[]}} Reply */

/**
 * @typedef {object} Marker whoever marks
 * @property {() => boolean} isReady
 * @property {(message: object) => Promise<Reply>} ask
 */

/**
 * @typedef {object} Words
 * @property {string} kept said of an answer that nobody here marks
 * @property {string} waiting said of an answer that is marked in a moment
 * @property {string} full said where the browser kept no answer
 * @property {string} row said of a row of the learner's page that is kept
 */

/** @param {Address} address */
export const nameOf = ({ to, lesson = "", id = "", round = 1 }) =>
  `${to}/${lesson}/${id}${round >= RECALL ? `/${round}` : ""}`;

/** What is sent of an address. @param {Address} address */
const sent = ({ to, lesson, id, round }) => ({ to, lesson, id, ...(round && { round }) });

/** The answers of one learner to the parts of one page. */
export class Answers {
  /**
   * @param {object} given
   * @param {Store | null} given.store nothing where the browser keeps nothing
   * @param {import("../record/store.js").Learner} given.learner
   * @param {Marker | null} given.marker
   * @param {Words} given.words
   * @param {(name: string, state: any) => void} given.tell hears of states that nobody asked for
   */
  constructor({ store, learner, marker, words, tell }) {
    this.store = store;
    this.learner = learner;
    this.marker = marker;
    this.words = words;
    this.tell = tell;
    this.writer = newCode();
    this.before = "";
    this.damaged = 0;
    /** @type {Row[]} */
    this.rows = [];
    /** @type {Map<string, any>} */
    this.states = new Map();
    /** The rounds in which questions are asked once more, by their names. @type {Map<string, number>} */
    this.rounds = new Map();
    /** What waits for a mark where the browser keeps nothing. @type {Map<string, Press>} */
    this.unkept = new Map();
    /** Hears that something was kept or marked. */
    this.heard = () => {};
    /** @type {Promise<unknown>} */
    this.turn = Promise.resolve();
  }

  /** What waits for a mark, oldest first. @returns {Promise<Press[]>} */
  async waiting() {
    return this.store ? this.store.of("presses", this.learner.id) : [...this.unkept.values()];
  }

  /** What stands typed and unchecked, by the name of its part. @returns {Promise<Map<string, any>>} */
  async drafts() {
    const found = this.store ? await this.store.of("drafts", this.learner.id) : [];
    return new Map(
      found.map(({ lesson, question, response }) => [
        nameOf({ to: "question", lesson, id: question }),
        response,
      ]),
    );
  }

  /** Read what is kept of this learner. */
  async begin() {
    if (!this.store) return;
    const rows = await this.store.of("rows", this.learner.id);
    this.rows = rows.filter((row) => unpack(row.body));
    this.damaged = rows.length - this.rows.length;
  }

  /** Have marked what was answered before anyone could. */
  handOver() {
    const work = this.turn.then(async () => {
      const waiting = await this.waiting();
      for (const press of waiting.sort((a, b) => (a.say.time < b.say.time ? -1 : 1)))
        this.tell(nameOf(press.address), await this.mark(press));
    });
    this.turn = work.catch(() => {});
    return work;
  }

  /** Keep without a mark what waits for one: nobody can mark here. */
  async recordWaiting() {
    for (const press of await this.waiting())
      this.tell(nameOf(press.address), await this.record(press));
  }

  /**
   * Hand a message to a part; messages are answered in the order in which they were said.
   *
   * @param {Address} address
   * @param {any} say
   * @returns {Promise<any>} the state that follows
   */
  ask(address, say) {
    const part = `${address.to}: ${say?.do}`;
    const answer = this.turn.then(() => {
      if (part === "question: check") return this.check(address, say);
      return part === "page: keep row" ? this.write(address, say) : this.other(address, say);
    });
    this.turn = answer.catch(() => {});
    return answer;
  }

  /** @param {Address} address @param {any} say */
  async check(address, say) {
    const before = this.states.get(nameOf(address));
    const round = address.round ?? this.rounds.get(nameOf(address)) ?? say.round ?? 1;
    const isSame = before.attempts && same(before.response, say.response);
    const isNew = say.response !== null && !(isSame && round <= (before.round ?? 1));
    if (!isNew) return this.other(address, say);
    const event = (!isSame && say.event) || newEvent(); // the same in a new round is a new answer
    return this.take(address, { ...say, event, round }, () => ({
      ...kept(before, say.response, this.words.waiting),
      round,
    }));
  }

  /** Write a row of the learner's page. @param {Address} address @param {any} say */
  write(address, say) {
    const before = this.states.get(nameOf(address));
    const said = { ...say, event: say.event || newEvent() };
    return this.take(address, said, () => withRow(before, say.row, this.words.row));
  }

  /**
   * Keep what was said before anything else happens to it, then have it marked.
   *
   * @param {Address} address
   * @param {any} said
   * @param {() => any} meanwhile the state until somebody marks it
   */
  async take(address, said, meanwhile) {
    const { event } = said;
    const before = this.states.get(nameOf(address));
    const stamp = { writer: this.writer, before: this.before, time: new Date().toISOString() };
    const { asked } = before;
    const press = { event, learner: this.learner.id, address, asked, say: { ...said, ...stamp } };
    try {
      if (this.store) await this.store.press(press);
      else this.unkept.set(event, press);
    } catch {
      return this.remember(address, {
        ...before,
        turn: before.turn + 1,
        error: this.words.full,
      });
    }
    this.before = event;
    if (!this.marker) return this.record(press);
    if (this.marker.isReady()) {
      try {
        return await this.mark(press);
      } catch (error) {
        console.warn(error); // it waits, and is marked later
      }
    }
    this.heard();
    return this.remember(address, meanwhile());
  }

  /** Keep a press as it is, where nobody marks. @param {Press} press */
  async record(press) {
    const { address, say } = press;
    await this.keep(press.event, [this.rowOf(press)]);
    const before = this.states.get(nameOf(address));
    if (!before) return null; // of a page that isn't open
    if (address.to === "page")
      return this.remember(address, withRow(before, say.row, this.words.row));
    return this.remember(address, kept(before, say.response, this.words.kept));
  }

  /** The row of a press that this page makes itself. @param {Press} press */
  rowOf(press) {
    const { address, say } = press;
    const { kind, fingerprint, row } = press.asked ?? this.states.get(nameOf(address)).asked;
    return pack({
      event: press.event,
      learner: press.learner,
      lesson: address.lesson,
      question: address.id ?? row,
      kind,
      fingerprint,
      response: say.response ?? say.row,
      score: 0,
      verdict: "recorded",
      time: say.time,
      writer: say.writer,
      before: say.before,
      round: say.round ?? 1,
    });
  }

  /** Have a press marked. @param {Press} press */
  async mark(press) {
    if (!this.marker) return null;
    const { event, address, say } = press;
    const reply = await this.marker.ask({ ...sent(address), say });
    await this.keep(event, reply.rows ?? [this.rowOf(press)]);
    return this.took(address, { ...reply, state: { ...reply.state, round: say.round ?? 1 } });
  }

  /** @param {string} event @param {string[]} bodies */
  async keep(event, bodies) {
    const rows = bodies.map((body) => {
      const { event, learner, lesson, question } = JSON.parse(body);
      return { event, learner, lesson, question, body };
    });
    await this.store?.settle(event, rows);
    for (const { learner, lesson, question } of rows)
      await this.store?.dropDraft(`${learner}/${lesson}/${question}`);
    this.unkept.delete(event);
    this.heard();
    this.rows.push(...rows);
  }

  /** @param {Address} address @param {Reply} reply */
  took(address, { state, others }) {
    for (const [to, lesson, id, round, other] of others) {
      const name = nameOf({ to: /** @type {Address["to"]} */ (to), lesson, id, round });
      this.states.set(name, other);
      this.tell(name, other);
    }
    return this.remember(address, state);
  }

  /** @param {Address} address @param {any} say */
  async other(address, say) {
    const before = this.states.get(nameOf(address));
    if (say?.do === "draft") {
      if (address.round) return null; // what is asked once more is short
      await this.store?.draft({
        place: `${this.learner.id}/${address.lesson}/${address.id}`,
        learner: this.learner.id,
        lesson: address.lesson ?? "",
        question: address.id ?? "",
        response: say.response,
      });
      return null;
    }
    if (this.marker?.isReady()) {
      try {
        return this.took(address, await this.marker.ask({ ...sent(address), say }));
      } catch (error) {
        console.warn(error); // the line was lost: it stays as it was
      }
    }
    return this.remember(address, { ...before, turn: (before?.turn ?? 0) + 1 });
  }

  /** @param {Address} address @param {any} state */
  remember(address, state) {
    const { asked, round } = this.states.get(nameOf(address)) ?? {};
    const known = { ...(asked && { asked }), ...(round && { round }) };
    this.states.set(nameOf(address), { ...known, ...state, ...(asked && { asked }) });
    return this.states.get(nameOf(address));
  }

  /** How often each question of a lesson was answered. @param {string} lesson */
  tries(lesson) {
    /** @type {Map<string, number>} */
    const tries = new Map();
    for (const row of this.rows)
      if (row.lesson === lesson && counts(row))
        tries.set(row.question, (tries.get(row.question) ?? 0) + 1);
    return tries;
  }

  /**
   * The check-in where nobody marks.
   *
   * @param {import("./recorder.js").LessonParts} lesson
   * @param {string} [said]
   */
  overview(lesson, said = "") {
    const turn = (this.states.get(`overview/${lesson.name}/`)?.turn ?? 0) + 1;
    return overview(lesson, this.tries(lesson.name), { turn, said });
  }
}
