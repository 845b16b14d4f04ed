import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Form } from "react-aria-components";
import { FormattedMessage, useIntl } from "react-intl";
import { told } from "../api/problems";
import { Banner } from "../parts/Banner";
import { Button } from "../parts/Button";
import { classes } from "../parts/classes";
import { Dialog } from "../parts/Dialog";
import { Field } from "../parts/Field";
import { Icon } from "../parts/Icon";
import { Option, Select } from "../parts/Select";
import { toast } from "../parts/Toasts";
import { defineMessages } from "../text/define";
import { isolated } from "../text/isolated";
import { makeSpace, spacesOf } from "./data/spaces";
import { SPACE_ICONS } from "./icons";
import styles from "./SaveSpace.module.css";
import type { Shown } from "./useListing";

const texts = defineMessages({
  title: { id: "space.title", defaultMessage: "Save as space" },
  sub: {
    id: "space.sub",
    defaultMessage:
      "Filters, search, sorting, view and columns are kept. Relative dates and “me” mean the same for everybody who opens it.",
  },
  name: { id: "space.name", defaultMessage: "Name" },
  icon: { id: "space.icon", defaultMessage: "Icon" },
  scope: { id: "space.for", defaultMessage: "For whom" },
  me: { id: "space.me", defaultMessage: "Me" },
  everyone: { id: "space.everyone", defaultMessage: "Everyone" },
  team: { id: "space.team", defaultMessage: "Team {name}" },
  role: { id: "space.role", defaultMessage: "Role {name}" },
  cancel: { id: "space.cancel", defaultMessage: "Cancel" },
  save: { id: "space.save", defaultMessage: "Save space" },
  saved: { id: "space.saved", defaultMessage: "{name} is saved." },
});

/** Asks for name, icon and for whom; then the list is that space. */
export function SaveSpace({ shown, onClose }: { shown: Shown; onClose: () => void }) {
  const intl = useIntl();
  const queries = useQueryClient();
  const [name, setName] = useState("");
  const [icon, setIcon] = useState("bookmark");
  const [scope, setScope] = useState("me");
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const scopes = ["me", ...shown.shareable.filter((one) => one !== "me")];
  const scopeName = (one: string): string => {
    if (one === "me") return intl.formatMessage(texts.me);
    if (one === "everyone") return intl.formatMessage(texts.everyone);
    const [kind, id] = [one.slice(0, one.indexOf(":")), one.slice(one.indexOf(":") + 1)];
    return intl.formatMessage(kind === "team" ? texts.team : texts.role, { name: id });
  };
  const save = async () => {
    setBusy(true);
    try {
      const made = await makeSpace(shown.account, { name: name.trim(), icon, scope }, shown.listing);
      await queries.invalidateQueries({ queryKey: spacesOf(shown.account).queryKey });
      toast({ title: intl.formatMessage(texts.saved, { name: isolated(made.name) }) });
      shown.go({ space: made.id, f: undefined, q: undefined, sort: undefined, view: undefined, cols: undefined });
      onClose();
    } catch (problem) {
      setError(problem);
      setBusy(false);
    }
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={<FormattedMessage {...texts.title} />}
      subtitle={<FormattedMessage {...texts.sub} />}
      foot={
        <>
          <Button look="quiet" size="form" onPress={onClose}>
            <FormattedMessage {...texts.cancel} />
          </Button>
          <Button look="primary" size="form" type="submit" form="save-space" isDisabled={!name.trim() || busy}>
            <FormattedMessage {...texts.save} />
          </Button>
        </>
      }
    >
      <Form
        id="save-space"
        className={styles.form ?? ""}
        onSubmit={(event) => {
          event.preventDefault();
          if (name.trim() && !busy) void save();
        }}
      >
        {error ? <Banner look="danger">{told(intl, error).detail || told(intl, error).title}</Banner> : null}
        <Field
          label={intl.formatMessage(texts.name)}
          value={name}
          onChange={setName}
          maxLength={80}
          autoFocus
          isRequired
        />
        <div>
          <p className={styles.label}>{intl.formatMessage(texts.icon)}</p>
          <div className={styles.icons} role="radiogroup" aria-label={intl.formatMessage(texts.icon)}>
            {Object.entries(SPACE_ICONS).map(([one, drawn]) => (
              <label key={one} className={classes(styles.icon, icon === one && styles.iconOn)}>
                <input
                  type="radio"
                  name="icon"
                  className="sr"
                  aria-label={one}
                  checked={icon === one}
                  onChange={() => setIcon(one)}
                />
                <Icon of={drawn} />
              </label>
            ))}
          </div>
        </div>
        <Select
          label={intl.formatMessage(texts.scope)}
          selectedKey={scope}
          onSelectionChange={(key) => setScope(String(key))}
        >
          {scopes.map((one) => (
            <Option key={one} id={one}>
              {scopeName(one)}
            </Option>
          ))}
        </Select>
      </Form>
    </Dialog>
  );
}
