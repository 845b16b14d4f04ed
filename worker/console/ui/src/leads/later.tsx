import { type ComponentProps, lazy, Suspense } from "react";

// Dialogs are loaded when somebody opens one: the list itself is there sooner.
const Advanced = lazy(async () => ({ default: (await import("./filters/AdvancedDialog")).AdvancedDialog }));
const Save = lazy(async () => ({ default: (await import("./SaveSpace")).SaveSpace }));

export function AdvancedDialog(props: ComponentProps<typeof Advanced>) {
  return (
    <Suspense fallback={null}>
      <Advanced {...props} />
    </Suspense>
  );
}

export function SaveSpace(props: ComponentProps<typeof Save>) {
  return (
    <Suspense fallback={null}>
      <Save {...props} />
    </Suspense>
  );
}
