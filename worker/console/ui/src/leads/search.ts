/** What the address of the dashboard holds; see `address.ts`. */
import { type Address, addressOf } from "./address";

export type LeadsSearch = Address;

export const readLeadsSearch = (search: Record<string, unknown>): LeadsSearch => addressOf(search);
