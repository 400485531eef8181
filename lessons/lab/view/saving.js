// What is saved: a learner's own changes, not what the cells show; and two windows of one lesson
// keep each other up to date, so that neither finds the file "changed on disk".

const CHANNEL = "reading-a-crisis:cells";

/** @param {any} cell */
const plain = (cell) => [cell.id, cell.type, cell.sharedModel.getSource()];

export class Saving {
  /**
   * @param {any} panel
   * @param {any} contents JupyterLab's way to files.
   */
  constructor(panel, contents) {
    this.contents = contents;
    this.model = panel.content.model;
    this.path = panel.context.path;
    this.saved = this.words();
    this.told = "";
    this.channel = new BroadcastChannel(CHANNEL);
    this.channel.onmessage = ({ data }) => data.path === this.path && this.hear(data);
    this.channel.postMessage({ path: this.path, hello: true });
    this.model.stateChanged.connect((/** @type {any} */ _, /** @type {any} */ change) => {
      if (change.name === "dirty" && change.newValue) this.judge();
    });
    this.model.contentChanged.connect(() => this.soon());
    panel.context.saveState.connect((/** @type {any} */ _, /** @type {string} */ state) => {
      if (state !== "completed") return;
      this.saved = this.words();
      this.channel.postMessage({ path: this.path, saved: true });
    });
    panel.context.fileChanged.connect(() => {
      this.saved = this.words();
      this.clean();
    });
  }

  /** All that a learner can change, in one string. */
  words() {
    return JSON.stringify([...this.model.cells].map(plain));
  }

  /** Nothing is to be saved if only what cells show has changed. */
  judge() {
    if (this.words() === this.saved) queueMicrotask(() => this.clean());
  }

  clean() {
    if (!this.model.isDisposed && this.words() === this.saved) this.model.dirty = false;
  }

  /** Tell other windows, a moment after the last change. */
  soon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      if (this.model.isDisposed) return;
      const words = this.words();
      if (words === this.told) return;
      this.told = words;
      if (words !== this.saved) this.channel.postMessage({ path: this.path, words });
    }, 300);
  }

  /** @param {{ hello?: boolean, saved?: boolean, words?: string }} message */
  hear({ hello, saved, words }) {
    if (hello) this.channel.postMessage({ path: this.path, words: this.words() });
    if (saved) this.catchUp();
    if (words && words !== this.words()) this.take(JSON.parse(words));
  }

  /**
   * The other window saved the same words: take its file for the one that we know.
   *
   * JupyterLab learns what lies on disk from its own saving alone, and from a file's new name; here
   * the new name is the old one.
   */
  async catchUp() {
    const known = await this.contents.get(this.path, { content: false, hash: true });
    const oldValue = { path: this.path };
    this.contents.fileChanged.emit({ type: "rename", oldValue, newValue: known });
  }

  /**
   * Make the cells those of the other window; what they show stays.
   *
   * @param {[string, string, string][]} theirs
   */
  take(theirs) {
    const shared = this.model.sharedModel;
    const kept = new Set(theirs.map(([id]) => id));
    shared.transact(() => {
      for (let at = shared.cells.length - 1; at >= 0; at--) {
        if (!kept.has(shared.cells[at].getId())) shared.deleteCell(at);
      }
      for (const [at, [id, type, source]] of theirs.entries()) {
        const from = shared.cells.findIndex((/** @type {any} */ cell) => cell.getId() === id);
        if (from < 0) shared.insertCell(at, { id, cell_type: type, source, metadata: {} });
        else if (from !== at) shared.moveCell(from, at);
        if (shared.cells[at].getSource() !== source) shared.cells[at].setSource(source);
      }
    });
    this.told = this.words();
  }

  dispose() {
    clearTimeout(this.timer);
    this.channel.close();
  }
}
