import { defineMessages } from "../../../text/define";
import type { Field } from "../catalogue";
import type { Condition, Scalar } from "../tree";

/** What every entry of a value is given. */
export type EntryProps = {
  readonly condition: Condition;
  readonly field: Field;
  readonly onChange: (condition: Condition) => void;
};

/** Names of the boxes that several entries have. */
export const texts = defineMessages({
  value: { id: "condition.value", defaultMessage: "Value of {field}" },
  from: { id: "condition.from", defaultMessage: "{field} from" },
  to: { id: "condition.to", defaultMessage: "{field} up to" },
});

/** The values of a condition that has a list of them. */
export const listOf = (condition: Condition): readonly Scalar[] =>
  Array.isArray(condition.value) ? (condition.value as readonly Scalar[]) : [];
