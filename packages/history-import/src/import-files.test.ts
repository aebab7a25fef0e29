import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import fc from "fast-check";
import { importInto, usageMapping } from "./import-fixture.ts";
import { importFiles } from "./import-files.ts";
import { mappingFile } from "./mapping-file.ts";
import type { CloudEvent } from "./outgoing-event.ts";

const HEADER = "account,at,feature\n";

/** The same set of events gives the same text. */
function asSet(events: readonly CloudEvent[]): string[] {
  return [...new Set(events.map((event) => JSON.stringify(event)))].toSorted();
}

describe("an import", () => {
  it("sends an event per row, known when it happened unless the mapping says otherwise", async () => {
    const usage = `${HEADER}acme,2024-01-02,reports\n`;
    const { events } = await importInto(usageMapping(), { "usage.csv": usage });
    expect(events).toEqual([
      {
        specversion: "1.0",
        id: expect.stringMatching(/^usage\.feature_used\.v1:[0-9a-f]{24}$/) as string,
        source: "test",
        type: "usage.feature_used.v1",
        subject: "acme",
        time: "2024-01-02T00:00:00.000Z",
        knownat: "2024-01-02T00:00:00.000Z",
        data: { feature: "reports" },
      },
    ]);
    const weekly = usageMapping({
      knownAt: { column: "at", plus: { days: 7 } },
      key: ["account", "at"],
      idPrefix: "weekly",
    });
    const [event] = (await importInto(weekly, { "usage.csv": usage })).events;
    expect(event).toMatchObject({
      id: "weekly:acme/2024-01-02",
      knownat: "2024-01-09T00:00:00.000Z",
    });
  });

  it("reads CSV, gzip and NDJSON alike", async () => {
    const rows = `${HEADER}acme,2024-01-02,reports\n`;
    const lines = '{"feature":"reports","at":"2024-01-02","account":"acme"}\n';
    const mapping = usageMapping({ key: ["account", "at"] });
    const fromCsv = await importInto(mapping, { "usage.csv": rows });
    expect(asSet((await importInto(mapping, { "usage.csv.gz": gzipSync(rows) })).events)).toEqual(
      asSet(fromCsv.events),
    );
    expect(asSet((await importInto(mapping, { "usage.ndjson": lines })).events)).toEqual(
      asSet(fromCsv.events),
    );
  });

  it("refuses rows one by one, each with its line, a code and a reason, and takes the others", async () => {
    const { report, events, refused } = await importInto(usageMapping(), {
      "usage.csv": `${HEADER}acme,2024-01-02,a\nacme,yesterday,a\nacme,2024-01-02,\n,2024-01-02,a\nacme,1969-01-01,a\nacme,2999-01-01,a\nacme,2026-02-01,a\nacme\nacme,2024-01-02,\uFFFD\nacme,2024-01-03,b\n`,
    });
    expect(events).toHaveLength(2);
    expect(refused.map(({ file, line, code }) => `${file}:${line} ${code}`)).toEqual([
      "usage.csv:3 bad_value",
      "usage.csv:4 empty_value",
      "usage.csv:5 empty_value",
      "usage.csv:6 not_cloudevent",
      "usage.csv:7 not_cloudevent",
      "usage.csv:8 time_in_future",
      "usage.csv:9 ragged_row",
      "usage.csv:10 bad_encoding",
    ]);
    expect(refused[0]!.reason).toBe('at: expected ISO, found "yesterday"');
    expect(report).toMatchObject({ rowsRead: 10, eventsSent: 2, rowsRefused: 8, rowsSkipped: 0 });
    expect(report.refusedByCode).toMatchObject({ empty_value: 2, not_cloudevent: 2 });
  });

  it("takes no event of a row when the contract refuses one of them", async () => {
    const [first] = (usageMapping() as { files: [{ events: [object] }] }).files;
    const second = { ...first.events[0], idPrefix: "second", data: { feature: "x", quantity: -1 } };
    const mapping = { source: "s", files: [{ ...first, events: [...first.events, second] }] };
    const { events, refused } = await importInto(mapping, {
      "usage.csv": `${HEADER}acme,2024-01-02,a\n`,
    });
    expect(events).toEqual([]);
    expect(refused).toMatchObject([
      { code: "contract_violation", reason: expect.stringContaining("quantity") as string },
    ]);
  });

  it("skips rows by rule, and rows to which no event applies, and counts both by reason", async () => {
    const mapping = usageMapping(
      { when: [{ column: "feature", oneOf: ["a", "b"] }] },
      { skip: [{ reason: "a test account", where: [{ column: "account", equals: "test" }] }] },
    );
    const usage = `${HEADER}test,nonsense,a\nacme,2024-01-02,a\nacme,2024-01-02,c\n`;
    const { report } = await importInto(mapping, { "usage.csv": usage });
    expect(report).toMatchObject({ eventsSent: 1, rowsRefused: 0, rowsSkipped: 2 });
    expect(report.skippedByReason).toEqual({
      "a test account": 1,
      "no event of the mapping applies to the row": 1,
    });
  });

  it("finds the columns of another file by key, and refuses rows whose key it lacks", async () => {
    const mapping = usageMapping(
      {
        subject: { column: "login.account" },
        data: { feature: { column: "feature" }, plan: { column: "login.plan" } },
      },
      {
        joins: {
          login: { file: "logins.csv", key: "login", on: "account", take: ["account", "plan"] },
        },
      },
    );
    const reason = "says only whose a login is";
    const logins = { file: "logins.csv", kind: "ignored", reason };
    (mapping as { files: object[] }).files.push(logins);
    const files = {
      "usage.csv": `${HEADER}ann,2024-01-02,a\nbob,2024-01-02,a\n`,
      "logins.csv": "login,account,plan\nann,acme,pro\n",
    };
    const { events, refused } = await importInto(mapping, files);
    expect(events[0]).toMatchObject({ subject: "acme", data: { feature: "a", plan: "pro" } });
    expect(refused).toEqual([
      {
        file: "usage.csv",
        line: 3,
        code: "join_missing",
        reason: 'account: logins.csv has no login "bob"',
      },
    ]);
    await expect(importInto(mapping, { "usage.csv": files["usage.csv"] })).rejects.toMatchObject({
      code: "join_file_missing",
    });
    const ambiguous = {
      ...files,
      "logins.csv": "login,account,plan\nann,acme,pro\nann,beta,pro\n",
    };
    await expect(importInto(mapping, ambiguous)).rejects.toMatchObject({ code: "join_ambiguous" });
  });

  it("names all columns that a file lacks before it sends anything", async () => {
    const mapping = usageMapping({ data: { feature: { column: "f" }, other: { column: "o" } } });
    await expect(
      importInto(mapping, { "usage.csv": `${HEADER}acme,2024-01-02,a\n` }),
    ).rejects.toMatchObject({
      code: "column_missing",
      message: expect.stringMatching(
        /has no column f, o \(it has account, at, feature\)/,
      ) as string,
    });
  });

  it("sends nothing when a later file lacks a column", async () => {
    const [first] = (usageMapping() as { files: [object] }).files;
    const mapping = { source: "s", files: [first, { ...first, file: "more.csv" }] };
    const files = {
      "usage.csv": `${HEADER}acme,2024-01-02,a\n`,
      "more.csv": "account,at\nacme,2024-01-02\n",
    };
    const sent: CloudEvent[] = [];
    await expect(importInto(mapping, files, sent)).rejects.toMatchObject({
      code: "column_missing",
    });
    expect(sent).toEqual([]);
  });

  it("keeps keys apart whatever their texts, and refuses a row whose key is empty", async () => {
    const { events, refused } = await importInto(usageMapping({ key: ["feature", "account"] }), {
      "usage.csv": `${HEADER}b/c,2024-01-02,a\nc,2024-01-02,a/b\n`,
    });
    expect(events.map(({ id }) => id.split(":")[1])).toEqual(["a/b%2Fc", "a%2Fb/c"]);
    expect(refused).toEqual([]);
    const empty = await importInto(usageMapping({ key: ["extra"] }), {
      "usage.csv": "account,at,feature,extra\nacme,2024-01-02,a,\n",
    });
    expect(empty.refused).toMatchObject([{ line: 2, code: "empty_value" }]);
  });

  it("refuses files that the mapping does not know, and leaves out those that it ignores", async () => {
    await expect(importInto(usageMapping(), { "other.csv": "a\n" })).rejects.toMatchObject({
      code: "file_unmatched",
    });
    const mapping = { source: "s", files: [{ file: "*.csv", kind: "ignored", reason: "labels" }] };
    expect((await importInto(mapping, { "other.csv": "a\n1\n" })).report).toMatchObject({
      rowsRead: 0,
      files: [{ ignored: "labels" }],
    });
  });

  it("fails with the sink's error, and sends nothing after it", async () => {
    const mapping = mappingFile.parse(usageMapping());
    const failing = { send: () => Promise.reject(new Error("no broker")) };
    const options = {
      mapping,
      paths: [import.meta.filename.replace("import-files.test.ts", "none.csv")],
      nowMs: 0,
    };
    await expect(
      importFiles({ ...options, sink: failing, onRefused: () => undefined }),
    ).rejects.toThrow();
  });
});

const usageRow = fc
  .tuple(fc.constantFrom("a", "b"), fc.integer({ min: 1, max: 28 }), fc.constantFrom("x", "y"))
  .map(
    ([account, day, feature]) => `${account},2024-01-${String(day).padStart(2, "0")},${feature}`,
  );

describe("a second import", () => {
  it("of any permutation and repetition of the rows is the same set of events", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(usageRow, { maxLength: 12 }),
        fc.infiniteStream(fc.nat()),
        async (rows, picks) => {
          const again = [...rows, ...rows.slice(0, 3)].toSorted(
            () => ((picks.next().value as number) % 3) - 1,
          );
          const once = await importInto(usageMapping(), { "usage.csv": HEADER + rows.join("\n") });
          const twice = await importInto(usageMapping(), {
            "usage.csv": HEADER + again.join("\n"),
          });
          expect(asSet(twice.events)).toEqual(asSet(once.events));
        },
      ),
      { numRuns: 30 },
    );
  });

  it("of identical rows that are events of their own keeps their number, in any order", async () => {
    const mapping = usageMapping({ key: "occurrence" });
    await fc.assert(
      fc.asyncProperty(fc.array(usageRow, { maxLength: 12 }), async (rows) => {
        const once = await importInto(mapping, { "usage.csv": HEADER + rows.join("\n") });
        const reversed = await importInto(mapping, {
          "usage.csv": HEADER + rows.toReversed().join("\n"),
        });
        expect(asSet(once.events)).toHaveLength(rows.length);
        expect(asSet(reversed.events)).toEqual(asSet(once.events));
      }),
      { numRuns: 30 },
    );
  });

  it("of subscription terms, shuffled and repeated and split over files, is the same set of events", async () => {
    const mapping = termsMapping();
    const rows = [
      "a,2024-01-01,2024-02-01,10",
      "a,2024-02-01,2024-03-01,12",
      "b,2024-01-15,2024-02-15,5",
      "a,2024-05-01,2024-06-01,12",
    ];
    const header = "account,start,end,price\n";
    const once = await importInto(mapping, { "terms.csv": header + rows.join("\n") });
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray([...rows, ...rows], { minLength: 8 }),
        fc.nat(8),
        async (shuffled, at) => {
          const again = await importInto(mapping, {
            "terms.csv": header + shuffled.slice(0, at).join("\n"),
            "terms-2.csv": header + shuffled.slice(at).join("\n"),
          });
          expect(asSet(again.events)).toEqual(asSet(once.events));
        },
      ),
      { numRuns: 20 },
    );
  });
});

function termsMapping(): object {
  return {
    source: "billing",
    dataEndsOn: "2024-05-15",
    files: [
      {
        file: "terms*.csv",
        kind: "subscription_terms",
        account: { column: "account" },
        product: "basic",
        start: { column: "start" },
        end: { column: "end", optional: true },
        endMeans: "period_end",
        mrr: { column: "price" },
        currency: "USD",
        intervalMonths: 1,
      },
    ],
  };
}

describe("subscription terms in a file", () => {
  it("become snapshots: a start each, and an end where nothing follows", async () => {
    const { events, report } = await importInto(termsMapping(), {
      "terms.csv":
        "account,start,end,price\na,2024-01-01,2024-02-01,10\na,2024-02-01,2024-03-01,12\na,2024-05-01,2024-06-01,12\n",
    });
    expect(
      events.map(({ time, knownat, data }) => [
        time.slice(0, 10),
        knownat === time,
        (data as { status: string }).status,
      ]),
    ).toEqual([
      ["2024-01-01", true, "active"],
      ["2024-02-01", true, "active"],
      ["2024-03-01", true, "ended"],
      ["2024-05-01", true, "active"],
    ]);
    expect(report).toMatchObject({ rowsRead: 3, eventsSent: 4, rowsRefused: 0 });
  });

  it("count as seats only what the mapping calls seats", async () => {
    const mapping = termsMapping() as { files: object[] };
    const seats = {
      seats: { column: "quantity", as: "integer" },
      seatsWhen: [{ column: "units", equals: "users" }],
    };
    const { events } = await importInto(
      { ...mapping, files: mapping.files.map((file) => ({ ...file, ...seats })) },
      {
        "terms.csv":
          "account,start,end,price,quantity,units\na,2024-04-01,,10,25,users\nb,2024-04-01,,10,5000,searches\n",
      },
    );
    const itemsOf = ({ data }: (typeof events)[number]) => (data as { items: object[] }).items;
    expect(events.flatMap(itemsOf)).toEqual([
      { product: "basic", amount_minor: 1000, seats: 25 },
      { product: "basic", amount_minor: 1000 },
    ]);
  });

  it("are still running when they end after now", async () => {
    const mapping = { ...termsMapping(), dataEndsOn: undefined };
    const { events, refused } = await importInto(mapping, {
      "terms.csv": "account,start,end,price\na,2025-06-01,2026-06-01,10\n",
    });
    expect(events).toMatchObject([{ data: { status: "active" } }]);
    expect(refused).toEqual([]);
  });

  it("are refused when they end before they start, contradict another, or have no price", async () => {
    const { refused } = await importInto(termsMapping(), {
      "terms.csv":
        "account,start,end,price\na,2024-02-01,2024-01-01,10\na,2024-01-01,2024-02-01,10\na,2024-01-01,2024-02-01,11\na,2024-03-01,,x\n",
    });
    expect(refused.map(({ line, code }) => `${line} ${code}`)).toEqual([
      "2 ends_before_start",
      "5 bad_value",
      "4 contradictory_term",
    ]);
  });
});
