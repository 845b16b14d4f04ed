import { announced } from "./announce";
import { useStore } from "./store";

/** The place that is read aloud when something happened that only eyes can see. */
export function Announcer() {
  const { text, number } = useStore(announced);
  return (
    <div className="sr" aria-live="polite" aria-atomic="true" data-announcer="">
      <span key={number}>{text}</span>
    </div>
  );
}
