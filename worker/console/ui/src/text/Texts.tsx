import type { ReactNode } from "react";
import { I18nProvider } from "react-aria-components";
import { IntlProvider } from "react-intl";
import { kept } from "../app/kept";
import { DEFAULT, languageOf, localeFor } from "./languages";

const language = languageOf(kept("language"));

/** Tells the page its language and direction; before anything is drawn. */
export function introduce(root: HTMLElement): void {
  root.lang = language.lang;
  root.dir = language.direction;
}

export function Texts({ children }: { children: ReactNode }) {
  const locale = language.locale ?? localeFor(language.lang, navigator.languages);
  return (
    <IntlProvider locale={locale} defaultLocale={DEFAULT} onError={refuse}>
      <I18nProvider locale={locale}>{children}</I18nProvider>
    </IntlProvider>
  );
}

/** English has no other text than the code's: that none was given for it is no fault. */
function refuse(error: { code: string }) {
  if (error.code !== "MISSING_TRANSLATION") throw error;
}
