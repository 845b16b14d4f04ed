import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useRef, useState } from "react";
import { FormattedMessage } from "react-intl";
import { answer, api } from "../api/client";
import { Button } from "../parts/Button";
import { Dialog } from "../parts/Dialog";
import { wantsCode } from "../session/CodeStep";
import { defineMessages } from "../text/define";
import styles from "./Dialogs.module.css";
import { PasswordAgain, Refused } from "./PasswordStep";
import { RecoveryCodes } from "./RecoveryCodes";
import { ScanStep } from "./ScanStep";

const texts = defineMessages({
  title: { id: "factor.title", defaultMessage: "Set up a second factor" },
  first: { id: "factor.first", defaultMessage: "Step 1 of 3: your password once more." },
  second: { id: "factor.second", defaultMessage: "Step 2 of 3: an app on your phone." },
  third: { id: "factor.third", defaultMessage: "Step 3 of 3: for the day the phone is lost." },
  cancel: { id: "factor.cancel", defaultMessage: "Cancel" },
  next: { id: "factor.next", defaultMessage: "Next" },
  turnOn: { id: "factor.turnOn", defaultMessage: "Turn on" },
  done: { id: "factor.done", defaultMessage: "I have kept them" },
});

const DIGITS = /^\d{6}$/;

/** Password, app with a first code, recovery codes. It counts from the first code that was right. */
export function SecondFactorDialog({ onClose }: { onClose: () => void }) {
  const queries = useQueryClient();
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const [tried, setTried] = useState(false);
  const plain = code.replace(/\s/g, "");
  const passwordBox = useRef<HTMLInputElement>(null);
  const codeBox = useRef<HTMLInputElement>(null);
  const begin = useMutation({
    mutationFn: () => answer(api.POST("/api/v1/auth/second-factor", { body: { password } })),
    onSuccess: () => setTried(false),
    onError: () => passwordBox.current?.select(),
  });
  const confirm = useMutation({
    mutationFn: () => answer(api.PUT("/api/v1/auth/second-factor", { body: { code: plain } })),
    onSuccess: () => void queries.invalidateQueries(), // accounts open that were closed
    onError: () => codeBox.current?.select(),
  });
  const begun = begin.data;
  const codes = confirm.data?.codes;
  function submit(event: FormEvent) {
    event.preventDefault();
    setTried(true);
    if (!begun) {
      if (!password) passwordBox.current?.focus();
      else if (!begin.isPending) begin.mutate();
    } else if (!DIGITS.test(plain)) codeBox.current?.focus();
    else if (!confirm.isPending) confirm.mutate();
  }
  const step = codes ? texts.third : begun ? texts.second : texts.first;
  return (
    <Dialog
      open
      onClose={onClose}
      dismissable={false}
      title={<FormattedMessage {...texts.title} />}
      subtitle={<FormattedMessage {...step} />}
      foot={
        codes ? (
          <Button look="primary" size="form" onPress={onClose}>
            <FormattedMessage {...texts.done} />
          </Button>
        ) : (
          <>
            <Button look="quiet" size="form" onPress={onClose}>
              <FormattedMessage {...texts.cancel} />
            </Button>
            <Button
              look="primary"
              size="form"
              type="submit"
              form="second-factor"
              isPending={begin.isPending || confirm.isPending}
            >
              <FormattedMessage {...(begun ? texts.turnOn : texts.next)} />
            </Button>
          </>
        )
      }
    >
      {codes ? (
        <RecoveryCodes codes={codes} />
      ) : (
        <form id="second-factor" className={styles.form} onSubmit={submit} noValidate>
          {begun ? (
            <>
              {confirm.error && !wantsCode(confirm.error) ? <Refused error={confirm.error} at={[]} /> : null}
              <ScanStep
                address={begun.address}
                secret={begun.secret}
                code={code}
                onCode={setCode}
                short={tried && !DIGITS.test(plain)}
                wrong={wantsCode(confirm.error)}
                inputRef={codeBox}
              />
            </>
          ) : (
            <>
              <Refused error={begin.error} at={["/password"]} />
              <PasswordAgain
                value={password}
                onChange={setPassword}
                tried={tried}
                error={begin.error}
                inputRef={passwordBox}
              />
            </>
          )}
        </form>
      )}
    </Dialog>
  );
}
