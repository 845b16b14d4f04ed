import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useRef, useState } from "react";
import { FormattedMessage, useIntl } from "react-intl";
import { answer, api } from "../api/client";
import { ProblemError, sentence } from "../api/problems";
import { sessions } from "../api/session";
import { Button } from "../parts/Button";
import { Dialog } from "../parts/Dialog";
import { toast } from "../parts/Toasts";
import { NewPasswordFields, useNewPassword } from "../session/NewPassword";
import { defineMessages } from "../text/define";
import styles from "./Dialogs.module.css";
import { PasswordAgain, Refused } from "./PasswordStep";

const texts = defineMessages({
  title: { id: "password.title", defaultMessage: "Change your password" },
  subtitle: { id: "password.subtitle", defaultMessage: "Your other browsers are signed out; this one stays." },
  old: { id: "password.old", defaultMessage: "Present password" },
  cancel: { id: "password.cancel", defaultMessage: "Cancel" },
  submit: { id: "password.submit", defaultMessage: "Change password" },
  done: { id: "password.done", defaultMessage: "Password changed." },
  doneWhy: { id: "password.doneWhy", defaultMessage: "Other browsers are signed out." },
});

export function PasswordDialog({ onClose }: { onClose: () => void }) {
  const intl = useIntl();
  const queries = useQueryClient();
  const [old, setOld] = useState("");
  const [tried, setTried] = useState(false);
  const chosen = useNewPassword();
  const box = useRef<HTMLInputElement>(null);
  const change = useMutation({
    mutationFn: () =>
      answer(api.PUT("/api/v1/auth/password", { body: { password: old, new_password: chosen.password } })),
    onSuccess: () => {
      onClose();
      toast({ title: intl.formatMessage(texts.done), detail: intl.formatMessage(texts.doneWhy) });
      void queries.invalidateQueries({ queryKey: sessions.queryKey });
    },
    onError: (error) => {
      const wrong = error instanceof ProblemError && error.at("/new_password") ? chosen.box : box;
      wrong.current?.select();
    },
  });
  const weak = change.error instanceof ProblemError ? change.error.at("/new_password") : undefined;
  function submit(event: FormEvent) {
    event.preventDefault();
    setTried(true);
    const ready = chosen.ready();
    if (!old) return box.current?.focus();
    if (ready && !change.isPending) change.mutate();
  }
  return (
    <Dialog
      open
      onClose={onClose}
      dismissable={false}
      title={<FormattedMessage {...texts.title} />}
      subtitle={<FormattedMessage {...texts.subtitle} />}
      foot={
        <>
          <Button look="quiet" size="form" onPress={onClose}>
            <FormattedMessage {...texts.cancel} />
          </Button>
          <Button look="primary" size="form" type="submit" form="own-password" isPending={change.isPending}>
            <FormattedMessage {...texts.submit} />
          </Button>
        </>
      }
    >
      <form id="own-password" className={styles.form} onSubmit={submit} noValidate>
        <Refused error={change.error} at={["/password", "/new_password"]} />
        <PasswordAgain
          label={<FormattedMessage {...texts.old} />}
          value={old}
          onChange={setOld}
          tried={tried}
          error={change.error}
          inputRef={box}
        />
        <NewPasswordFields of={chosen} refused={weak ? sentence(weak) : null} />
      </form>
    </Dialog>
  );
}
