// `node packages/clickhouse-tables/src/write-data-dictionary.ts` writes docs/data-dictionary.md anew.
import { writeFileSync } from "node:fs";
import path from "node:path";
import { dataDictionary, readViews } from "./data-dictionary.ts";

const checkout = path.join(import.meta.dirname, "../../..");
const text = dataDictionary(readViews(path.join(checkout, "infra/clickhouse/views")));
writeFileSync(path.join(checkout, "docs/data-dictionary.md"), text);
