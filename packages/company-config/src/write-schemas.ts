// `node packages/company-config/src/write-schemas.ts` writes config/schemas/*.json anew.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { configSchemas } from "./config-schemas.ts";

const folder = join(import.meta.dirname, "../../../config/schemas");
mkdirSync(folder, { recursive: true });
for (const [name, text] of configSchemas()) writeFileSync(join(folder, name), text);
