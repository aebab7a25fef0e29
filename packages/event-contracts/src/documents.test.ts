import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import formats from "ajv-formats";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { contractDocuments } from "./documents.ts";
import { parseEvent } from "./parse-event.ts";
import { exampleEvent, EXAMPLE_DATA } from "./example-events.ts";
import { EVENT_TYPES } from "./catalogue.ts";

const docs = join(import.meta.dirname, "../../../docs");

describe("the contract documents", () => {
  test("docs/ says what the schemas say (else: node packages/event-contracts/src/write-documents.ts)", () => {
    for (const [path, text] of contractDocuments()) {
      const file = join(docs, path);
      expect(existsSync(file) && readFileSync(file, "utf8"), path).toBe(text);
    }
  });

  test("docs/schemas holds no schema of a type that is gone", () => {
    const expected = [...contractDocuments().keys()].filter((path) => path.startsWith("schemas/"));
    expect(
      readdirSync(join(docs, "schemas"))
        .map((file) => `schemas/${file}`)
        .toSorted(),
    ).toEqual(expected.toSorted());
  });

  test("the JSON Schema of a type takes its example and refuses another type's", () => {
    const ajv = new Ajv2020({ strict: false });
    formats.default(ajv);
    for (const type of EVENT_TYPES) {
      const text = contractDocuments().get(`schemas/${type}.json`) ?? "";
      const validate = ajv.compile(JSON.parse(text) as object);
      expect(validate(exampleEvent(type)), `${type}: ${JSON.stringify(validate.errors)}`).toBe(
        true,
      );
      expect(validate({ ...exampleEvent(type), type: "other" }), type).toBe(false);
    }
  });

  test("what a JSON Schema takes, the worker's parser takes (envelope and one type's data)", () => {
    const ajv = new Ajv2020({ strict: false });
    formats.default(ajv);
    const text = contractDocuments().get("schemas/usage.feature_used.v1.json") ?? "";
    const validate = ajv.compile(JSON.parse(text) as object);
    const base = exampleEvent("usage.feature_used.v1");
    const mutation = fc.record(
      {
        id: fc.anything(),
        subject: fc.anything(),
        sequence: fc.anything(),
        quantity: fc.anything(),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(mutation, ({ quantity, ...attributes }) => {
        const data =
          quantity === undefined
            ? EXAMPLE_DATA["usage.feature_used.v1"]
            : { ...base.data, quantity };
        // What JSON cannot carry never reaches either of them.
        const event = JSON.parse(JSON.stringify({ ...base, ...attributes, data })) as unknown;
        const unfitText = /[\p{Cc}\p{Cs}]/u.test(JSON.stringify(event));
        if (validate(event) && !unfitText) expect(parseEvent(event)).toMatchObject({ ok: true });
      }),
    );
  });
});
