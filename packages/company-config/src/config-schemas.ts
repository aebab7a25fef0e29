// In: the schemas of the configuration. Out: the same as JSON Schema, as file contents by name under config/schemas/, for editors to
// complete and check while one types: each YAML file names its own in its first line. Pure: writing them is write-schemas.ts, and a
// test fails when config/schemas is stale. What only the whole shows (names that refer to nothing) is checked at start, with its line.
import { lifecycle, overlay, scorecard } from "@mimamori/health-score";
import { touchTierSettings } from "@mimamori/touch-tiers";
import { z } from "zod";
import { company } from "./company.ts";
import { eventMapping } from "./event-mapping.ts";

const SCHEMAS: Readonly<Record<string, z.ZodType>> = {
  "company.json": company,
  "event-mapping.json": eventMapping,
  "lifecycle.json": lifecycle,
  "overlay.json": overlay,
  "scorecard.json": scorecard,
  "touch-tiers.json": touchTierSettings,
};

/** Every schema by its file's name. */
export function configSchemas(): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(SCHEMAS).map(([name, schema]) => {
      const document = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
      return [name, `${JSON.stringify(document, undefined, 2)}\n`];
    }),
  );
}
