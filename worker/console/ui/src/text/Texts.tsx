import type { ReactNode } from "react";
import { I18nProvider } from "react-aria-components";
import { IntlProvider } from "react-intl";

/** The language of the page. English is in the code; the texts of others are loaded when somebody reads them. */
export const LANGUAGE = "en";

/** How numbers and dates are written: as the browser's owner is used to, in the language of the texts. */
export function localeFor(language: string, preferred: readonly string[]): string {
  return preferred.find((one) => one === language || one.startsWith(`${language}-`)) ?? language;
}

export function Texts({ children }: { children: ReactNode }) {
  const locale = localeFor(LANGUAGE, navigator.languages);
  return (
    <IntlProvider locale={locale} defaultLocale="en" onError={refuse}>
      <I18nProvider locale={locale}>{children}</I18nProvider>
    </IntlProvider>
  );
}

/** English has no other text than the code's: that none was given for it is no fault. */
function refuse(error: { code: string }) {
  if (error.code !== "MISSING_TRANSLATION") throw error;
}
