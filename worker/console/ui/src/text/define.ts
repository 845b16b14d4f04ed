/**
 * The texts of a module, each with an id of its own: "signIn.title". `scripts/texts.mjs` collects them for translators.
 * (React Intl's own function of this name wants the types of all values spelt out.)
 */
export function defineMessages<const Texts extends Record<string, { id: string; defaultMessage: string }>>(
  texts: Texts,
): Texts {
  return texts;
}
