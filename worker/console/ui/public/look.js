// Before anything is drawn: the look that this person chose for this browser, so that nothing flashes. See src/app/look.ts.
try {
  const look = localStorage.getItem("leadworker.look");
  if (look === "light" || look === "dark") document.documentElement.dataset.theme = look;
} catch {
  // a browser that keeps nothing follows the system
}
