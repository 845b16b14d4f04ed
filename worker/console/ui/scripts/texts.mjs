// Collects the texts that people read, by id, from `defineMessages` and writes src/text/en.json, which translators start
// from; with --check only tells of drift, of ids that are there twice with different texts, and of gaps in other languages.
import { readdir, readFile, writeFile } from "node:fs/promises";
import ts from "typescript";

const root = new URL("../src/", import.meta.url);
const target = new URL("text/en.json", root);
const problems = [];
const texts = new Map();

function member(node, name) {
  const found = node.properties.find(
    (one) => ts.isPropertyAssignment(one) && one.name.getText().replace(/["']/g, "") === name,
  );
  return found && ts.isStringLiteralLike(found.initializer) ? found.initializer.text : undefined;
}

function visit(node, file) {
  if (ts.isObjectLiteralExpression(node)) {
    const [id, text] = [member(node, "id"), member(node, "defaultMessage")];
    if (text !== undefined && id === undefined) problems.push(`${file}: a text has no id: ${text}`);
    if (id !== undefined && text !== undefined) {
      if (texts.has(id) && texts.get(id) !== text)
        problems.push(`${file}: ${id} has two texts: ${texts.get(id)} / ${text}`);
      texts.set(id, text);
    }
  }
  ts.forEachChild(node, (child) => visit(child, file));
}

for (const entry of await readdir(root, { recursive: true })) {
  if (!/\.tsx?$/.test(entry) || /\.(test|d)\.tsx?$/.test(entry)) continue;
  const source = await readFile(new URL(entry.replaceAll("\\", "/"), root), "utf8");
  visit(
    ts.createSourceFile(
      entry,
      source,
      ts.ScriptTarget.Latest,
      true,
      entry.endsWith("x") ? ts.ScriptKind.TSX : ts.ScriptKind.TS,
    ),
    entry,
  );
}

const sorted = Object.fromEntries([...texts].sort(([a], [b]) => (a < b ? -1 : 1)));
const wanted = `${JSON.stringify(sorted, null, 2)}\n`;
if (process.argv.includes("--check")) {
  if ((await readFile(target, "utf8").catch(() => "")) !== wanted)
    problems.push("src/text/en.json is not what the sources say; `make schemas` writes it anew");
  for (const name of await readdir(new URL("text/", root))) {
    if (!name.endsWith(".json") || name === "en.json") continue;
    const there = JSON.parse(await readFile(new URL(`text/${name}`, root), "utf8"));
    const gaps = [...texts.keys()].filter((id) => !(id in there));
    if (gaps.length) problems.push(`src/text/${name} lacks ${gaps.join(", ")}`);
  }
} else {
  await writeFile(target, wanted);
}
for (const problem of problems) console.error(problem);
process.exit(problems.length ? 1 : 0);
