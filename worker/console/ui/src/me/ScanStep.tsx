import { Copy } from "lucide-react";
import type { Ref } from "react";
import { FormattedMessage, useIntl } from "react-intl";
import { announce } from "../app/announce";
import { IconButton } from "../parts/Button";
import { Field } from "../parts/Field";
import { Icon } from "../parts/Icon";
import { defineMessages } from "../text/define";
import styles from "./Dialogs.module.css";
import { QrCode } from "./QrCode";

const texts = defineMessages({
  scan: {
    id: "scan.scan",
    defaultMessage:
      "Open an authenticator app (Aegis, Google or Microsoft Authenticator, 1Password …) and scan this code.",
  },
  picture: { id: "scan.picture", defaultMessage: "QR code for the app; the key beside it says the same" },
  type: { id: "scan.type", defaultMessage: "Or type this key, by time, six digits:" },
  copy: { id: "scan.copy", defaultMessage: "Copy key" },
  copied: { id: "scan.copied", defaultMessage: "Key copied" },
  code: { id: "scan.code", defaultMessage: "Code that the app shows" },
  short: { id: "scan.short", defaultMessage: "The code has six digits." },
  wrong: { id: "scan.wrong", defaultMessage: "This code is not right. Look whether the phone's clock is." },
});

/** The app is set up by a picture or by typing, and proves itself by a first code. */
export function ScanStep({
  address,
  secret,
  code,
  onCode,
  short,
  wrong,
  inputRef,
}: {
  address: string;
  secret: string;
  code: string;
  onCode: (text: string) => void;
  short: boolean;
  wrong: boolean;
  inputRef: Ref<HTMLInputElement>;
}) {
  const intl = useIntl();
  return (
    <>
      <div className={styles.scan}>
        <QrCode text={address} label={intl.formatMessage(texts.picture)} />
        <div className={styles.steps}>
          <p>
            <FormattedMessage {...texts.scan} />
          </p>
          <p>
            <FormattedMessage {...texts.type} />
          </p>
          <div className={styles.key}>
            <code className="mono" dir="ltr" data-secret={secret}>
              {secret.replace(/(.{4})(?=.)/g, "$1 ")}
            </code>
            <IconButton
              label={intl.formatMessage(texts.copy)}
              onPress={() => {
                void navigator.clipboard?.writeText(secret).then(() => announce(intl.formatMessage(texts.copied)));
              }}
            >
              <Icon of={Copy} />
            </IconButton>
          </div>
        </div>
      </div>
      <Field
        label={<FormattedMessage {...texts.code} />}
        autoComplete="one-time-code"
        inputMode="numeric"
        maxLength={7}
        value={code}
        onChange={onCode}
        inputRef={inputRef}
        autoFocus
        error={
          short ? <FormattedMessage {...texts.short} /> : wrong ? <FormattedMessage {...texts.wrong} /> : undefined
        }
      />
    </>
  );
}
