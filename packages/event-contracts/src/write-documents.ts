// `node packages/event-contracts/src/write-documents.ts` writes docs/schemas/*.json and docs/asyncapi.json anew.
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { contractDocuments } from "./documents.ts";

const docs = join(import.meta.dirname, "../../../docs");
for (const [path, text] of contractDocuments()) {
  const file = join(docs, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
