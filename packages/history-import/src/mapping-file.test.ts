import { describe, expect, it } from "vitest";
import { mappingFile } from "./mapping-file.ts";
import { usageMapping } from "./import-fixture.ts";

function problemsOf(mapping: unknown): string[] {
  const parsed = mappingFile.safeParse(mapping);
  const issues = parsed.success ? [] : parsed.error.issues;
  return issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
}

describe("the mapping file", () => {
  it("names all its errors at once, each with its place", () => {
    const problems = problemsOf({
      source: "",
      timeZone: "Mars/Olympus",
      dataEndsOn: "soon",
      files: [
        {
          file: "a.csv",
          kind: "events",
          encoding: "klingon",
          skip: [{ reason: "r", where: [{ column: "a", equals: "1", empty: true }] }],
          events: [
            {
              type: "usage.unknown.v1",
              key: [],
              subject: null,
              time: { column: "t", format: "DD" },
              data: {
                f: { column: "c", as: "minor_units" },
                g: { colum: 1, h: { column: "d", format: "ISO" } },
              },
            },
          ],
        },
      ],
    });
    expect(problems.map((problem) => problem.split(":")[0])).toEqual([
      "source",
      "timeZone",
      "dataEndsOn",
      "files.0.encoding",
      "files.0.skip.0.where.0",
      "files.0.events.0.type",
      "files.0.events.0.subject",
      "files.0.events.0.time.format",
      "files.0.events.0.key",
      "files.0.events.0.data.f",
      "files.0.events.0.data.g.h.format",
    ]);
  });

  it("refuses options that do nothing where they stand", () => {
    expect(
      problemsOf(usageMapping({ data: { feature: { column: "c", trueTexts: ["x"] } } })),
    ).toEqual(["files.0.events.0.data.feature.trueTexts: trueTexts belongs to as: boolean"]);
    expect(problemsOf(usageMapping({ data: { feature: { column: "c", asd: 1 } } }))).toEqual([
      "files.0.events.0.data.feature: expected known keys only, not asd",
    ]);
  });

  it("wants two events of one type in a file to be told apart", () => {
    const [first] = (usageMapping() as { files: [{ events: [object] }] }).files;
    const problems = problemsOf({
      source: "s",
      files: [{ ...first, events: [...first.events, ...first.events] }],
    });
    expect(problems).toEqual([
      "files.0.events.1.idPrefix: a second event of this type in the file needs an idPrefix of its own",
    ]);
  });

  it("wants a price per month or per interval, not both and not none", () => {
    const terms = {
      file: "terms.csv",
      kind: "subscription_terms",
      account: "a",
      product: "p",
      start: { column: "s" },
      end: { column: "e" },
      endMeans: "period_end",
      currency: "USD",
      intervalMonths: 1,
    };
    expect(problemsOf({ source: "s", files: [{ ...terms, mrr: 1 }] })).toEqual([]);
    expect(problemsOf({ source: "s", files: [terms] })).toEqual([
      "files.0: expected exactly one of amount and mrr",
    ]);
  });
});
