import { Columns3 } from "lucide-react";
import { lazy, Suspense } from "react";
import { DialogTrigger } from "react-aria-components";
import { FormattedMessage, useIntl } from "react-intl";
import { Button } from "../../parts/Button";
import { Pop } from "../../parts/Dialog";
import { Icon } from "../../parts/Icon";
import { defineMessages } from "../../text/define";
import type { Columns } from "./useColumns";

const ColumnsList = lazy(async () => ({ default: (await import("./ColumnsList")).ColumnsList }));
const texts = defineMessages({ button: { id: "columns.button", defaultMessage: "Columns" } });

/** The button that opens the list of columns. */
export function ColumnsMenu({ columns }: { columns: Columns }) {
  const intl = useIntl();
  return (
    <DialogTrigger>
      <Button>
        <Icon of={Columns3} />
        <FormattedMessage {...texts.button} />
      </Button>
      <Pop label={intl.formatMessage(texts.button)} placement="bottom end">
        <Suspense fallback={null}>
          <ColumnsList columns={columns} />
        </Suspense>
      </Pop>
    </DialogTrigger>
  );
}
