import { useQuery } from "@tanstack/react-query";
import type { ReactNode, Ref } from "react";
import { FormattedMessage, useIntl } from "react-intl";
import { ProblemError, told } from "../api/problems";
import { signedIn } from "../api/session";
import { Banner } from "../parts/Banner";
import { PasswordField } from "../parts/Field";
import { defineMessages } from "../text/define";
import styles from "./Dialogs.module.css";

const texts = defineMessages({
  password: { id: "again.password", defaultMessage: "Your password" },
  needed: { id: "again.needed", defaultMessage: "Type your password." },
  wrong: { id: "again.wrong", defaultMessage: "This is not your password." },
});

/** The password once more, before something that protects it is changed. `error`: what the API said of the last try. */
export function PasswordAgain({
  value,
  onChange,
  tried,
  error,
  label,
  inputRef,
}: {
  value: string;
  onChange: (text: string) => void;
  tried: boolean;
  error: unknown;
  label?: ReactNode;
  inputRef: Ref<HTMLInputElement>;
}) {
  const email = useQuery(signedIn).data?.email ?? "";
  const wrong = error instanceof ProblemError && error.at("/password") !== undefined;
  return (
    <>
      {/* For what fills passwords in: whose it is. */}
      <input type="email" autoComplete="username" value={email} readOnly hidden />
      <PasswordField
        label={label ?? <FormattedMessage {...texts.password} />}
        autoComplete="current-password"
        value={value}
        onChange={onChange}
        inputRef={inputRef}
        autoFocus
        error={
          tried && !value ? (
            <FormattedMessage {...texts.needed} />
          ) : wrong ? (
            <FormattedMessage {...texts.wrong} />
          ) : undefined
        }
      />
    </>
  );
}

/** What the API refused that belongs to no field. `at`: the fields that tell themselves. */
export function Refused({ error, at }: { error: unknown; at: readonly string[] }) {
  const intl = useIntl();
  if (!error || (error instanceof ProblemError && at.some((one) => error.at(one)))) return null;
  return (
    <Banner look="danger">
      <p className={styles.words}>{told(intl, error).detail}</p>
    </Banner>
  );
}
