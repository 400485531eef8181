// What is said to a learner. Python hands over the templates of its catalogue; here their braces
// are filled, with numbers and plurals as the language has them.

/** @typedef {string | Record<string, string>} Template one text, or one for each plural form */

/** @typedef {Record<string, Template>} Words by name; `language` is the language's code */

/** @typedef {(name: string, values?: Record<string, string | number>) => string} Say */

/**
 * Make the function that says one of `words`. `count` chooses the form of a plural.
 *
 * @param {Words} words
 * @returns {Say}
 */
export function speaker(words) {
  const language = String(words.language ?? "en");
  const numbers = new Intl.NumberFormat(language);
  const plurals = new Intl.PluralRules(language);

  return (name, values = {}) => {
    const template = words[name];
    if (template === undefined) throw new Error(`There are no words for ${name}.`);
    const text =
      typeof template === "string"
        ? template
        : (template[plurals.select(Number(values.count))] ?? Object.values(template).at(-1) ?? "");
    return text.replace(/\{(\w+)\}/g, (_, key) => {
      const value = values[key];
      if (value === undefined) throw new Error(`The words for ${name} need a value for ${key}.`);
      return typeof value === "number" ? numbers.format(value) : value;
    });
  };
}
