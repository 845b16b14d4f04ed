// After the build: compressed copies beside what is worth it, and the budget of what is loaded.
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const built = new URL("../../static/", import.meta.url);
const manifest = JSON.parse(await readFile(new URL(".vite/manifest.json", built), "utf8"));
const BUDGET = { js: 260_000, css: 15_000, screen: 60_000 }; // bytes, gzip
const FIRST = ["index.html", "src/leads/LeadsPage.tsx"]; // what somebody loads who opens the console: the list
const APART = []; // chunks with a budget of their own would be named here

const sizes = new Map();
for (const entry of await readdir(built, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile() || !/\.(js|css|svg|html)$/.test(entry.name)) continue;
  const path = `${entry.parentPath}/${entry.name}`;
  const raw = await readFile(path);
  const gzip = gzipSync(raw, { level: 9 });
  sizes.set(entry.name, gzip.length);
  if (entry.name === "index.html" || raw.length < 1024) continue; // the page is made anew with each answer
  await writeFile(`${path}.gz`, gzip);
  await writeFile(
    `${path}.br`,
    brotliCompressSync(raw, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: raw.length } }),
  );
}

function closure(names, seen = new Set()) {
  for (const name of names) {
    if (seen.has(name) || !manifest[name]) continue;
    seen.add(name);
    closure(manifest[name].imports ?? [], seen);
  }
  return seen;
}

function weight(names) {
  const files = new Set();
  for (const name of names) {
    files.add(manifest[name].file);
    for (const css of manifest[name].css ?? []) files.add(css);
  }
  const total = { js: 0, css: 0 };
  for (const file of files) total[file.endsWith(".css") ? "css" : "js"] += sizes.get(file.split("/").pop()) ?? 0;
  return total;
}

const first = closure(FIRST);
const total = weight(first);
const over = [];
for (const kind of ["js", "css"]) {
  console.log(`first load: ${(total[kind] / 1000).toFixed(1)} of ${BUDGET[kind] / 1000} kB ${kind}, gzip`);
  if (total[kind] > BUDGET[kind])
    over.push(`the first load has ${total[kind]} bytes of ${kind}, ${BUDGET[kind]} are allowed`);
}
for (const [name, entry] of Object.entries(manifest)) {
  if (!entry.isDynamicEntry || first.has(name) || APART.includes(name)) continue;
  const later = weight([...closure([name])].filter((one) => !first.has(one)));
  console.log(`  ${name}: ${(later.js / 1000).toFixed(1)} kB more`);
  if (later.js > BUDGET.screen) over.push(`${name} adds ${later.js} bytes, ${BUDGET.screen} are allowed`);
}
await rm(new URL(".vite", built), { recursive: true });
for (const line of over) console.error(line);
process.exit(over.length ? 1 : 0);
