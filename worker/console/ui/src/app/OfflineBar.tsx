import { onlineManager, useQueryClient } from "@tanstack/react-query";
import { WifiOff } from "lucide-react";
import { FormattedMessage, FormattedTime } from "react-intl";
import { Button } from "../parts/Button";
import { Icon } from "../parts/Icon";
import { defineMessages } from "../text/define";
import styles from "./OfflineBar.module.css";
import { offlineSince } from "./online";
import { useStore } from "./store";

const texts = defineMessages({
  since: { id: "offline.since", defaultMessage: "<b>Offline since {time}.</b> Editing waits." },
  retry: { id: "offline.retry", defaultMessage: "Retry" },
});

export function OfflineBar() {
  const since = useStore(offlineSince);
  const queries = useQueryClient();
  if (!since) return null;
  return (
    <div className={styles.bar} role="status">
      <Icon of={WifiOff} />
      <span className={styles.text}>
        <FormattedMessage
          {...texts.since}
          values={{ time: <FormattedTime value={since} />, b: (words) => <b>{words}</b> }}
        />
      </span>
      <Button
        onPress={() => {
          // Browsers are wrong about this at times: ask, and let the answer tell.
          onlineManager.setOnline(true);
          void queries.refetchQueries({ type: "active" });
          if (!navigator.onLine) setTimeout(() => onlineManager.setOnline(navigator.onLine), 3_000);
        }}
      >
        <FormattedMessage {...texts.retry} />
      </Button>
    </div>
  );
}
