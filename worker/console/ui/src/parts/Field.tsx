import { CircleAlert, Eye, EyeOff } from "lucide-react";
import { type ReactNode, type Ref, useState } from "react";
import {
  Button as AriaButton,
  type TextFieldProps as AriaTextFieldProps,
  FieldError,
  Group,
  Input,
  Label,
  Text,
  TextArea,
  TextField,
} from "react-aria-components";
import { useIntl } from "react-intl";
import { defineMessages } from "../text/define";
import { classes } from "./classes";
import styles from "./Field.module.css";
import { Icon } from "./Icon";

const texts = defineMessages({
  show: { id: "field.showPassword", defaultMessage: "Show password" },
  hide: { id: "field.hidePassword", defaultMessage: "Hide password" },
  required: { id: "field.required", defaultMessage: "required" },
});

export interface FieldProps extends Omit<AriaTextFieldProps, "className" | "children"> {
  label: ReactNode;
  /** At the end of the label's line: a link, a lock. */
  aside?: ReactNode;
  hint?: ReactNode;
  error?: ReactNode;
  before?: ReactNode;
  placeholder?: string;
  size?: "form" | "card";
  lines?: number;
  inputRef?: Ref<HTMLInputElement>;
}

/** A line of text with its label above and its error below. `lines`: several lines. */
export function Field({
  label,
  aside,
  hint,
  error,
  before,
  placeholder,
  size = "form",
  lines,
  inputRef,
  ...rest
}: FieldProps) {
  return (
    <TextField {...rest} isInvalid={rest.isInvalid ?? Boolean(error)} className={styles.field ?? ""}>
      <FieldLabel required={rest.isRequired} aside={aside}>
        {label}
      </FieldLabel>
      {lines ? (
        <TextArea rows={lines} placeholder={placeholder} className={classes(styles.box, styles.area)} />
      ) : (
        <Group className={classes(styles.box, size === "card" && styles.card)}>
          {before}
          <Input ref={inputRef} placeholder={placeholder} className={styles.input ?? ""} />
        </Group>
      )}
      {hint ? <Hint>{hint}</Hint> : null}
      <Wrong says={error} />
    </TextField>
  );
}

/** A password, which can be shown. */
export function PasswordField({ label, aside, hint, error, size = "form", inputRef, ...rest }: FieldProps) {
  const intl = useIntl();
  const [shown, setShown] = useState(false);
  return (
    <TextField {...rest} type={shown ? "text" : "password"} isInvalid={Boolean(error)} className={styles.field ?? ""}>
      <FieldLabel required={rest.isRequired} aside={aside}>
        {label}
      </FieldLabel>
      <Group className={classes(styles.box, size === "card" && styles.card)}>
        <Input ref={inputRef} className={styles.input ?? ""} spellCheck={false} autoCapitalize="off" />
        <AriaButton
          aria-label={intl.formatMessage(shown ? texts.hide : texts.show)}
          className={styles.eye ?? ""}
          onPress={() => setShown(!shown)}
        >
          <Icon of={shown ? EyeOff : Eye} />
        </AriaButton>
      </Group>
      {hint ? <Hint>{hint}</Hint> : null}
      <Wrong says={error} />
    </TextField>
  );
}

export function FieldLabel({
  children,
  required,
  aside,
}: {
  children: ReactNode;
  required?: boolean | undefined;
  aside?: ReactNode;
}) {
  const intl = useIntl();
  return (
    <div className={styles.top}>
      <Label className={styles.label ?? ""}>
        {children}
        {required ? (
          <>
            <span className={styles.required} aria-hidden="true">
              *
            </span>
            <span className="sr">, {intl.formatMessage(texts.required)}</span>
          </>
        ) : null}
      </Label>
      {aside}
    </div>
  );
}

export function Hint({ children }: { children: ReactNode }) {
  return (
    <Text slot="description" className={styles.hint ?? ""}>
      {children}
    </Text>
  );
}

/** What is wrong with a field, and what to do. Without `says`, what the browser or the server told the form. */
export function Wrong({ says }: { says?: ReactNode }) {
  return (
    <FieldError className={classes(styles.hint, styles.wrong)}>
      {({ validationErrors }) => (
        <>
          <Icon of={CircleAlert} size={14} />
          <span>{says ?? validationErrors.join(" ")}</span>
        </>
      )}
    </FieldError>
  );
}
