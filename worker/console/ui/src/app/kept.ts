/** What this browser keeps for a person. Browsers that keep nothing are served as well. */
export function kept(name: string): string | null {
  try {
    return localStorage.getItem(`leadworker.${name}`);
  } catch {
    return null;
  }
}

export function keep(name: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(`leadworker.${name}`);
    else localStorage.setItem(`leadworker.${name}`, value);
  } catch {
    // as before
  }
}
