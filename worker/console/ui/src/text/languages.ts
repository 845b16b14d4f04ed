/** The languages of the page. English is in the code; the texts of others are loaded when somebody reads them. Pure. */

export interface Language {
  /** Of the texts. */
  lang: string;
  direction: "ltr" | "rtl";
  /** How numbers and dates are written, where the language alone does not say it. */
  locale?: string;
}

export const DEFAULT = "en";

/**
 * `ar-XB` is no language: English texts on a page that runs from right to left, with Arabic numbers and dates, to see
 * whether the layout holds. A browser shows it that keeps `leadworker.language` = `ar-XB`.
 */
const LANGUAGES: Readonly<Record<string, Language>> = {
  en: { lang: "en", direction: "ltr" },
  "ar-XB": { lang: "en", direction: "rtl", locale: "ar-AE" },
};

/** The language that somebody chose; English for none, and for one that is not there. */
export function languageOf(chosen: string | null): Language {
  return (chosen !== null && Object.hasOwn(LANGUAGES, chosen) && LANGUAGES[chosen]) || (LANGUAGES[DEFAULT] as Language);
}

/** How numbers and dates are written: as the browser's owner is used to, in the language of the texts. */
export function localeFor(language: string, preferred: readonly string[]): string {
  return preferred.find((one) => one === language || one.startsWith(`${language}-`)) ?? language;
}
