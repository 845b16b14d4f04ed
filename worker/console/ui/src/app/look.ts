import { keep, kept } from "./kept";
import { store } from "./store";

export type Look = "system" | "light" | "dark";

function read(): Look {
  const look = kept("look");
  return look === "light" || look === "dark" ? look : "system";
}

/** Light, dark, or as the system has it. `public/look.js` sets it before anything is drawn. */
export const look = store<Look>(read());

export function chooseLook(chosen: Look): void {
  keep("look", chosen === "system" ? null : chosen);
  if (chosen === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = chosen;
  look.set(chosen);
}
