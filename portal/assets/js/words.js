// Sentences the scripts show; the server writes them, in the reader's language, as data attributes of #words.

/**
 * @param {string} name camelCase name of the data attribute
 * @param {Object<string, string|number>} values replaced for {name} in the sentence
 * @returns {string} the sentence, empty if the page has none
 */
export function word(name, values = {}) {
  const holder = document.getElementById("words");
  return fill((holder && holder.dataset[name]) || "", values);
}

/** Replaces each {name} of a sentence by its value. */
export function fill(sentence, values) {
  return sentence.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}
