import { createLink } from "@tanstack/react-router";
import type { AnchorHTMLAttributes, Ref } from "react";
import buttons from "../parts/Button.module.css";
import { classes } from "../parts/classes";

interface ButtonAnchorProps extends AnchorHTMLAttributes<HTMLAnchorElement> {
  ref?: Ref<HTMLAnchorElement>;
}

function ButtonAnchor({ className, ...rest }: ButtonAnchorProps) {
  return <a {...rest} className={classes(buttons.button, className)} />;
}

/** A link that looks like a button: it leads somewhere, and can be opened in another tab. */
export const ButtonLink = createLink(ButtonAnchor);
