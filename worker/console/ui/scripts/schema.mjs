// Writes src/api/schema.d.ts from the API's document; with --check only tells whether it is what the document gives.
import { readFile, writeFile } from "node:fs/promises";
import openapiTS, { astToString } from "openapi-typescript";

const source = new URL("../../../../schemas/generated/openapi.json", import.meta.url);
const target = new URL("../src/api/schema.d.ts", import.meta.url);
const head = "// Generated from schemas/generated/openapi.json: `python -m worker.console.building write`.\n\n";
const wanted = head + astToString(await openapiTS(source, { alphabetize: true, immutable: false }));

if (process.argv.includes("--check")) {
  const there = await readFile(target, "utf8").catch(() => "");
  if (there !== wanted) {
    console.error(
      "src/api/schema.d.ts is not what schemas/generated/openapi.json gives; `make schemas` writes it anew",
    );
    process.exit(1);
  }
} else {
  await writeFile(target, wanted);
}
