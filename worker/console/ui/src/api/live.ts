import { store } from "../app/store";

/** The stream of live updates: whether it is open, and when it last said something. Undefined: nobody asked for it yet. */
export const live = store<{ open: boolean; at: Date } | undefined>(undefined);
