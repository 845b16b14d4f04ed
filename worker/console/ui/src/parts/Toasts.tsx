import { CircleAlert, CircleCheck, type LucideIcon, X } from "lucide-react";
import type { ReactNode } from "react";
import {
  Text,
  UNSTABLE_Toast as Toast,
  UNSTABLE_ToastContent as ToastContent,
  UNSTABLE_ToastQueue as ToastQueue,
  UNSTABLE_ToastRegion as ToastRegion,
} from "react-aria-components";
import { useIntl } from "react-intl";
import { defineMessages } from "../text/define";
import { Button, IconButton } from "./Button";
import { Icon } from "./Icon";
import styles from "./Toasts.module.css";

const texts = defineMessages({
  region: { id: "toasts.region", defaultMessage: "Messages" },
  close: { id: "toasts.close", defaultMessage: "Close message" },
});

export interface Said {
  /** What happened, in a few words. */
  title: ReactNode;
  /** Why, and what next. */
  detail?: ReactNode;
  look?: "done" | "refused";
  icon?: LucideIcon;
  action?: { label: string; run: () => void } | undefined;
}

const queue = new ToastQueue<Said>({ maxVisibleToasts: 3 });
const SHOWN_MS = 6_000;

/** Show a message over the page; gives what takes it away. Those that offer something, or refuse, stay longer. */
export function toast(said: Said, ms?: number): () => void {
  const key = queue.add(said, { timeout: ms ?? (said.action || said.look === "refused" ? SHOWN_MS * 2 : SHOWN_MS) });
  return () => queue.close(key);
}

export function Toasts() {
  const intl = useIntl();
  return (
    <ToastRegion queue={queue} aria-label={intl.formatMessage(texts.region)} className={styles.region ?? ""}>
      {({ toast: one }) => (
        <Toast toast={one} className={styles.toast ?? ""}>
          <Icon of={one.content.icon ?? (one.content.look === "refused" ? CircleAlert : CircleCheck)} />
          <ToastContent className={styles.text ?? ""}>
            <Text slot="title" className={styles.title ?? ""}>
              {one.content.title}
            </Text>{" "}
            {one.content.detail ? <span className={styles.detail}>{one.content.detail}</span> : null}
          </ToastContent>
          {one.content.action ? (
            <Button
              look="inverse"
              onPress={() => {
                one.content.action?.run();
                queue.close(one.key);
              }}
            >
              {one.content.action.label}
            </Button>
          ) : null}
          <IconButton
            look="inverse"
            label={intl.formatMessage(texts.close)}
            slot="close"
            className={styles.close ?? ""}
          >
            <Icon of={X} />
          </IconButton>
        </Toast>
      )}
    </ToastRegion>
  );
}
