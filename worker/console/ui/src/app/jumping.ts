import { store } from "./store";

/** Whether the jump box is open. */
export const jumping = store(false);
/** Whether the list of keys is open. */
export const listingKeys = store(false);
