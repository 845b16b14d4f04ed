/** What this browser keeps for a person. Browsers that keep nothing are served as well. */
export const kept = (name: string): string | null => read(() => localStorage, name);
export const keep = (name: string, value: string | null): void => write(() => localStorage, name, value);

/** What this tab keeps, until it is closed. */
export const keptHere = (name: string): string | null => read(() => sessionStorage, name);
export const keepHere = (name: string, value: string | null): void => write(() => sessionStorage, name, value);

/** Forgets it: somebody else may sit here next. */
export function forgetHere(): void {
  try {
    for (const name of Object.keys(sessionStorage)) {
      if (name.startsWith("leadworker.selection")) sessionStorage.removeItem(name);
    }
  } catch {
    // nothing was kept
  }
}

function read(from: () => Storage, name: string): string | null {
  try {
    return from().getItem(`leadworker.${name}`);
  } catch {
    return null;
  }
}

function write(to: () => Storage, name: string, value: string | null): void {
  try {
    if (value === null) to().removeItem(`leadworker.${name}`);
    else to().setItem(`leadworker.${name}`, value);
  } catch {
    // as before
  }
}
