import { store } from "./store";

/** What those who hear the page are told next; see `Announcer`. A number makes the same words twice two messages. */
export const announced = store<{ text: string; number: number }>({ text: "", number: 0 });

export function announce(text: string): void {
  announced.set({ text, number: announced.get().number + 1 });
}
