import { Copy, Download } from "lucide-react";
import { useEffect, useRef } from "react";
import { FormattedMessage, useIntl } from "react-intl";
import { announce } from "../app/announce";
import { Banner } from "../parts/Banner";
import { Button } from "../parts/Button";
import { Icon } from "../parts/Icon";
import { defineMessages } from "../text/define";
import styles from "./Dialogs.module.css";

const texts = defineMessages({
  keep: {
    id: "recovery.keep",
    defaultMessage:
      "<b>Keep these codes where your phone is not.</b> Each lets you in once without the app. They are not shown again.",
  },
  list: { id: "recovery.list", defaultMessage: "Recovery codes" },
  copy: { id: "recovery.copy", defaultMessage: "Copy" },
  copied: { id: "recovery.copied", defaultMessage: "Codes copied" },
  download: { id: "recovery.download", defaultMessage: "Download" },
  file: { id: "recovery.file", defaultMessage: "recovery-codes.txt" },
});

/** Recovery codes, shown once: to copy, or as a file. */
export function RecoveryCodes({ codes }: { codes: readonly string[] }) {
  const intl = useIntl();
  const list = useRef<HTMLUListElement>(null);
  const text = `${codes.join("\n")}\n`;
  useEffect(() => list.current?.focus(), []);
  return (
    <>
      <Banner look="warn">
        <FormattedMessage {...texts.keep} values={{ b: (words) => <b key="b">{words}</b> }} />
      </Banner>
      <ul ref={list} className={styles.codes} dir="ltr" aria-label={intl.formatMessage(texts.list)} tabIndex={-1}>
        {codes.map((code) => (
          <li key={code} className="mono">
            {code}
          </li>
        ))}
      </ul>
      <div className={styles.acts}>
        <Button
          onPress={() => {
            void navigator.clipboard?.writeText(text).then(() => announce(intl.formatMessage(texts.copied)));
          }}
        >
          <Icon of={Copy} />
          <FormattedMessage {...texts.copy} />
        </Button>
        <Button onPress={() => saveAs(intl.formatMessage(texts.file), text)}>
          <Icon of={Download} />
          <FormattedMessage {...texts.download} />
        </Button>
      </div>
    </>
  );
}

function saveAs(name: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
