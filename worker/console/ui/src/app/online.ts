import { onlineManager } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";
import { store } from "./store";

/** When the connection went away; undefined while it is there. */
export const offlineSince = store<Date | undefined>(onlineManager.isOnline() ? undefined : new Date());
onlineManager.subscribe((online) => offlineSince.set(online ? undefined : (offlineSince.get() ?? new Date())));

/** Whether there is a connection; editing waits without one. */
export function useOnline(): boolean {
  return useSyncExternalStore(
    (listener) => onlineManager.subscribe(listener),
    () => onlineManager.isOnline(),
    () => true,
  );
}
