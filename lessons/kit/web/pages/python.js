// Python in the page, seen from the page: it is started after the first paint and asked in turn.

/** @typedef {import("./answers.js").Reply} Reply */

/** @param {string} name */
async function partOf(name) {
  const inline = /** @type {any} */ (globalThis).PYTHON_PARTS?.[name];
  const bytes = inline
    ? Uint8Array.from(atob(inline), (sign) => sign.charCodeAt(0))
    : new Uint8Array(await (await fetch(`python/${name}.gz`)).arrayBuffer());
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes.buffer; // a host that unpacks by itself
  const packed = new Blob([bytes]).stream();
  return new Response(packed.pipeThrough(new DecompressionStream("gzip"))).arrayBuffer();
}

/** Python in a worker. */
export class Python {
  /**
   * @param {string} script the worker's
   * @param {string[]} names of the parts that it needs
   */
  constructor(script, names) {
    this.script = script;
    this.names = names;
    this.ready = false;
    this.last = 0;
    /** @type {Map<number, {resolve: (reply: any) => void, reject: (error: Error) => void}>} */
    this.waiting = new Map();
  }

  isReady() {
    return this.ready;
  }

  /**
   * Start it, and hand over what is kept of a learner.
   *
   * @param {object} learner
   * @param {string[]} rows
   */
  async begin(learner, rows) {
    const parts = Object.fromEntries(
      await Promise.all(this.names.map(async (name) => [name, await partOf(name)])),
    );
    this.worker = new Worker(
      URL.createObjectURL(new Blob([this.script], { type: "text/javascript" })),
    );
    this.worker.onmessage = ({ data }) => this.answered(data);
    await this.say({ parts }, Object.values(parts));
    const reply = await this.say({ said: { begin: { learner, rows } } });
    this.ready = true;
    return reply;
  }

  /** @param {object} message @returns {Promise<Reply>} */
  ask(message) {
    return this.say({ said: { message } });
  }

  /** @returns {Promise<{name?: string, text?: string, error?: string}>} the hand-in file */
  handIn() {
    return this.say({ said: { "hand in": true } });
  }

  /** @param {object} what @param {Transferable[]} [given] @returns {Promise<any>} */
  say(what, given = []) {
    const id = ++this.last;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      this.worker?.postMessage({ id, ...what }, given);
    });
  }

  /** @param {{id: number, reply: any, error?: string}} data */
  answered({ id, reply, error }) {
    const waiting = this.waiting.get(id);
    this.waiting.delete(id);
    if (error) waiting?.reject(new Error(error));
    else waiting?.resolve(reply);
  }
}
