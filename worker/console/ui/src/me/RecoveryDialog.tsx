import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useRef, useState } from "react";
import { FormattedMessage } from "react-intl";
import { answer, api } from "../api/client";
import { secondFactor } from "../api/session";
import { Button } from "../parts/Button";
import { Dialog } from "../parts/Dialog";
import { defineMessages } from "../text/define";
import styles from "./Dialogs.module.css";
import { PasswordAgain, Refused } from "./PasswordStep";
import { RecoveryCodes } from "./RecoveryCodes";

const texts = defineMessages({
  title: { id: "recoveryNew.title", defaultMessage: "New recovery codes" },
  subtitle: { id: "recoveryNew.subtitle", defaultMessage: "Those from before no longer work." },
  cancel: { id: "recoveryNew.cancel", defaultMessage: "Cancel" },
  submit: { id: "recoveryNew.submit", defaultMessage: "Make codes" },
  done: { id: "recoveryNew.done", defaultMessage: "Done" },
});

export function RecoveryDialog({ onClose }: { onClose: () => void }) {
  const queries = useQueryClient();
  const [password, setPassword] = useState("");
  const [tried, setTried] = useState(false);
  const box = useRef<HTMLInputElement>(null);
  const make = useMutation({
    mutationFn: () => answer(api.POST("/api/v1/auth/second-factor/recovery-codes", { body: { password } })),
    onSuccess: () => void queries.invalidateQueries({ queryKey: secondFactor.queryKey }),
    onError: () => box.current?.select(),
  });
  function submit(event: FormEvent) {
    event.preventDefault();
    setTried(true);
    if (!password) return box.current?.focus();
    if (!make.isPending) make.mutate();
  }
  return (
    <Dialog
      open
      onClose={onClose}
      dismissable={false}
      title={<FormattedMessage {...texts.title} />}
      subtitle={<FormattedMessage {...texts.subtitle} />}
      foot={
        make.data ? (
          <Button look="primary" size="form" onPress={onClose}>
            <FormattedMessage {...texts.done} />
          </Button>
        ) : (
          <>
            <Button look="quiet" size="form" onPress={onClose}>
              <FormattedMessage {...texts.cancel} />
            </Button>
            <Button look="primary" size="form" type="submit" form="recovery" isPending={make.isPending}>
              <FormattedMessage {...texts.submit} />
            </Button>
          </>
        )
      }
    >
      {make.data ? (
        <RecoveryCodes codes={make.data.codes} />
      ) : (
        <form id="recovery" className={styles.form} onSubmit={submit} noValidate>
          <Refused error={make.error} at={["/password"]} />
          <PasswordAgain value={password} onChange={setPassword} tried={tried} error={make.error} inputRef={box} />
        </form>
      )}
    </Dialog>
  );
}
