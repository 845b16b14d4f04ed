import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { ShieldOff } from "lucide-react";
import { type FormEvent, useRef, useState } from "react";
import { FormattedList, FormattedMessage, useIntl } from "react-intl";
import { answer, api } from "../api/client";
import { secondFactor } from "../api/session";
import { Banner } from "../parts/Banner";
import { Button } from "../parts/Button";
import { Dialog } from "../parts/Dialog";
import { toast } from "../parts/Toasts";
import { defineMessages } from "../text/define";
import styles from "./Dialogs.module.css";
import { PasswordAgain, Refused } from "./PasswordStep";

const texts = defineMessages({
  title: { id: "factorOff.title", defaultMessage: "Turn the second factor off" },
  subtitle: {
    id: "factorOff.subtitle",
    defaultMessage:
      "Your password alone lets you in from then on. The app's codes and the recovery codes no longer count.",
  },
  needed: {
    id: "factorOff.needed",
    defaultMessage:
      "Your role in {accounts} needs a second factor: at the next sign-in nothing opens there without one.",
  },
  cancel: { id: "factorOff.cancel", defaultMessage: "Keep it" },
  submit: { id: "factorOff.submit", defaultMessage: "Turn off" },
  done: { id: "factorOff.done", defaultMessage: "The second factor is off." },
});

export function TurnOffDialog({ onClose }: { onClose: () => void }) {
  const intl = useIntl();
  const queries = useQueryClient();
  const needed = useQuery(secondFactor).data?.required_in ?? [];
  const [password, setPassword] = useState("");
  const [tried, setTried] = useState(false);
  const box = useRef<HTMLInputElement>(null);
  const turnOff = useMutation({
    mutationFn: () => answer(api.POST("/api/v1/auth/second-factor/off", { body: { password } })),
    onSuccess: () => {
      onClose();
      toast({ title: intl.formatMessage(texts.done) });
      void queries.invalidateQueries({ queryKey: secondFactor.queryKey });
    },
    onError: () => box.current?.select(),
  });
  function submit(event: FormEvent) {
    event.preventDefault();
    setTried(true);
    if (!password) return box.current?.focus();
    if (!turnOff.isPending) turnOff.mutate();
  }
  return (
    <Dialog
      open
      onClose={onClose}
      role="alertdialog"
      icon={ShieldOff}
      title={<FormattedMessage {...texts.title} />}
      subtitle={<FormattedMessage {...texts.subtitle} />}
      foot={
        <>
          <Button look="quiet" size="form" onPress={onClose}>
            <FormattedMessage {...texts.cancel} />
          </Button>
          <Button look="danger" size="form" type="submit" form="factor-off" isPending={turnOff.isPending}>
            <FormattedMessage {...texts.submit} />
          </Button>
        </>
      }
    >
      <form id="factor-off" className={styles.form} onSubmit={submit} noValidate>
        {needed.length > 0 ? (
          <Banner look="warn">
            <FormattedMessage {...texts.needed} values={{ accounts: <FormattedList value={needed} /> }} />
          </Banner>
        ) : null}
        <Refused error={turnOff.error} at={["/password"]} />
        <PasswordAgain value={password} onChange={setPassword} tried={tried} error={turnOff.error} inputRef={box} />
      </form>
    </Dialog>
  );
}
