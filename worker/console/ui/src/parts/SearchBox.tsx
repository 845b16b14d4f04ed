import { Search, X } from "lucide-react";
import type { ReactNode, Ref } from "react";
import { Button as AriaButton, Group, Input, Label, SearchField, type SearchFieldProps } from "react-aria-components";
import { classes } from "./classes";
import field from "./Field.module.css";
import { Icon } from "./Icon";

export interface SearchBoxProps extends Omit<SearchFieldProps, "className" | "children"> {
  label: string;
  placeholder?: string;
  /** What clears it. */
  clear: string;
  /** At its end while it is empty: a key. */
  after?: ReactNode;
  inputRef?: Ref<HTMLInputElement>;
  className?: string;
}

export function SearchBox({ label, placeholder, clear, after, inputRef, className, ...rest }: SearchBoxProps) {
  return (
    <SearchField {...rest} className={classes(className)}>
      {({ isEmpty }) => (
        <>
          <Label className="sr">{label}</Label>
          <Group className={classes(field.box, field.small)}>
            <Icon of={Search} />
            <Input ref={inputRef} placeholder={placeholder ?? label} className={field.input ?? ""} />
            {isEmpty ? (
              after
            ) : (
              <AriaButton aria-label={clear} className={field.eye ?? ""}>
                <Icon of={X} size={14} />
              </AriaButton>
            )}
          </Group>
        </>
      )}
    </SearchField>
  );
}
