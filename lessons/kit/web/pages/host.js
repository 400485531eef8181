// What a module of ours finds where anywidget would stand: a model with traits and messages.

/** @typedef {Record<string, any>} Traits */

/**
 * Make a model.
 *
 * @param {Traits} traits
 * @param {(message: any) => void} send takes what the module sends
 */
export function modelOf(traits, send) {
  /** @type {Map<string, Set<Function>>} */
  const heard = new Map();

  /** @param {string} event @param {any[]} said */
  function emit(event, ...said) {
    for (const listener of [...(heard.get(event) ?? [])]) listener(...said);
  }

  const model = {
    /** @param {string} name */
    get: (name) => traits[name],
    /** @param {string} name @param {any} value */
    set(name, value) {
      traits[name] = value;
      emit(`change:${name}`);
    },
    save_changes() {},
    send,
    /** @param {string} events @param {Function} listener */
    on(events, listener) {
      for (const event of events.split(" ")) {
        if (!heard.has(event)) heard.set(event, new Set());
        heard.get(event)?.add(listener);
      }
    },
    /** @param {string} events @param {Function} [listener] */
    off(events, listener) {
      for (const event of events.split(" ")) {
        if (listener) heard.get(event)?.delete(listener);
        else heard.delete(event);
      }
    },
    /** Tell the module something that is no trait. @param {any} content */
    tell: (content) => emit("msg:custom", content),
  };
  return model;
}

/** @typedef {ReturnType<typeof modelOf>} Model */
