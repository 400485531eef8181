// The line between a learner's page and the class on the teacher's laptop. It is lost and found
// again all the time: what was said meanwhile waits on the device (answers.js) and is said then.

/** @typedef {import("../pages/answers.js").Reply} Reply */
/** @typedef {{resolve: (reply: Reply) => void, reject: (error: Error) => void}} Waiting */

/**
 * @typedef {object} Pace
 * @property {boolean} paused
 * @property {string[]} later ids of questions that open later
 * @property {string[]} closed ids of questions that take no answer
 * @property {string} together the question that all look at, or empty
 * @property {Record<string, {round: number, open: boolean, revealed: boolean}>} votes
 * @property {boolean} ended
 */

const FIRST_WAIT = 400;
const LONGEST_WAIT = 5_000;
const PATIENCE = 15_000; // for one reply: a line may be dead without having closed

/** The line. */
export class Link {
  /**
   * @param {string} address
   * @param {object} hears
   * @param {(pace: Pace) => void} hears.pace how the class goes
   * @param {(isOn: boolean) => void} hears.line whether the line is there
   */
  constructor(address, hears) {
    this.address = address;
    this.hears = hears;
    this.last = 0;
    this.wait = FIRST_WAIT;
    /** @type {Map<number, Waiting>} */
    this.waiting = new Map();
    addEventListener("online", () => this.connect());
    document.addEventListener("visibilitychange", () => !document.hidden && this.connect());
  }

  isReady() {
    return this.socket?.readyState === WebSocket.OPEN;
  }

  connect() {
    if (this.socket && this.socket.readyState <= WebSocket.OPEN) return;
    clearTimeout(this.again);
    const socket = new WebSocket(this.address);
    this.socket = socket;
    socket.onopen = () => {
      this.wait = FIRST_WAIT;
      this.hears.line(true);
    };
    socket.onmessage = ({ data }) => this.heard(JSON.parse(data));
    socket.onclose = () => this.lost();
  }

  lost() {
    for (const { reject } of this.waiting.values()) reject(new Error("the line was lost"));
    this.waiting.clear();
    this.hears.line(false);
    clearTimeout(this.again);
    this.again = setTimeout(() => this.connect(), this.wait * (0.7 + Math.random() * 0.6));
    this.wait = Math.min(LONGEST_WAIT, this.wait * 2);
  }

  /** @param {any} said */
  heard(said) {
    if (said.pace) this.hears.pace(said.pace);
    const waiting = this.waiting.get(said.n);
    if (!waiting) return;
    this.waiting.delete(said.n);
    if (said.reply) waiting.resolve(said.reply);
    else waiting.reject(new Error("the class could not keep it"));
  }

  /** @param {object} message @returns {Promise<Reply>} */
  ask(message) {
    const n = ++this.last;
    const reply = new Promise((resolve, reject) => {
      if (!this.isReady()) return reject(new Error("there is no line"));
      this.waiting.set(n, { resolve, reject });
      this.socket?.send(`${n} ${JSON.stringify(message)}`);
      setTimeout(() => this.waiting.has(n) && this.socket?.close(), PATIENCE);
    });
    return /** @type {Promise<Reply>} */ (reply);
  }
}
