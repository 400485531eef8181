// What a browser keeps of its learners: rows in IndexedDB, each written once and never changed.
//
// A press is kept before anything else happens to it. Its mark comes later (or never, where nobody
// marks): then the press is taken away in the same transaction that writes the row.

const NAME = "reading-a-crisis";
const VERSION = 1;

/** @typedef {{event: string, learner: string, lesson: string, question: string, body: string}} Row */
/** @typedef {{event: string, learner: string, address: import("../pages/answers.js").Address, asked?: any, say: any}} Press */
/** @typedef {{place: string, learner: string, lesson: string, question: string, response: any}} Draft */
/** @typedef {{id: string, nickname: string, user: string, sign_in: number}} Learner */

/** @returns {Promise<IDBDatabase>} */
function opened() {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, VERSION);
    asked.onupgradeneeded = () => {
      const db = asked.result;
      const rows = db.createObjectStore("rows", { keyPath: "arrival", autoIncrement: true });
      rows.createIndex("event", "event", { unique: true });
      rows.createIndex("learner", "learner");
      db.createObjectStore("presses", { keyPath: "event" }).createIndex("learner", "learner");
      db.createObjectStore("drafts", { keyPath: "place" }).createIndex("learner", "learner");
      db.createObjectStore("learners", { keyPath: "id" });
    };
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
    asked.onblocked = () => reject(new Error("another page holds an older form of the answers"));
  });
}

/**
 * @template T
 * @param {IDBRequest<T>} request
 * @returns {Promise<T>}
 */
const got = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

/** The learners' answers in this browser. */
export class Store {
  /** @param {IDBDatabase} db */
  constructor(db) {
    this.db = db;
    db.onversionchange = () => db.close();
  }

  /** Open it. Fails where the browser keeps nothing: private windows of some, blocked storage. */
  static async open() {
    return new Store(await opened());
  }

  /**
   * Change something; done when it is on the disk.
   *
   * @param {string[]} names
   * @param {(...stores: IDBObjectStore[]) => void} work
   * @returns {Promise<void>}
   */
  change(names, work) {
    return new Promise((resolve, reject) => {
      const transaction = this.db.transaction(names, "readwrite", { durability: "strict" });
      transaction.oncomplete = () => resolve();
      transaction.onerror = () => reject(transaction.error);
      transaction.onabort = () => reject(transaction.error ?? new Error("aborted"));
      work(...names.map((name) => transaction.objectStore(name)));
    });
  }

  /**
   * @param {string} name
   * @param {string} learner
   * @returns {Promise<any[]>}
   */
  of(name, learner) {
    const store = this.db.transaction(name).objectStore(name);
    return got(store.index("learner").getAll(learner));
  }

  /** @param {Press} press */
  press(press) {
    return this.change(["presses"], (presses) => void presses.put(press));
  }

  /**
   * Put rows in the place of a press; a row that is there stays as it is.
   *
   * @param {string} event
   * @param {Row[]} rows
   */
  settle(event, rows) {
    return this.change(["rows", "presses"], (kept, presses) => {
      for (const row of rows) {
        const there = kept.index("event").getKey(row.event);
        there.onsuccess = () => there.result === undefined && kept.add(row);
      }
      presses.delete(event);
    });
  }

  /** @param {Draft} draft */
  draft(draft) {
    return this.change(["drafts"], (drafts) => void drafts.put(draft));
  }

  /** @param {string} place */
  dropDraft(place) {
    return this.change(["drafts"], (drafts) => void drafts.delete(place));
  }

  /** @returns {Promise<Learner[]>} the one who signed in last comes first */
  async learners() {
    const all = await got(this.db.transaction("learners").objectStore("learners").getAll());
    return all.sort((a, b) => b.sign_in - a.sign_in);
  }

  /** @param {Learner} learner */
  signIn(learner) {
    return this.change(["learners"], (learners) => void learners.put(learner));
  }

  /**
   * Take all that a learner has here away.
   *
   * @param {string} learner
   */
  forget(learner) {
    return this.change(["rows", "presses", "drafts", "learners"], (...stores) => {
      for (const store of stores.slice(0, 3)) {
        const keys = store.index("learner").getAllKeys(learner);
        keys.onsuccess = () => {
          for (const key of keys.result) store.delete(key);
        };
      }
      stores[3].delete(learner);
    });
  }
}
