// The mapping file: which files there are, and which events their rows become. In: what YAML held. Out: a checked mapping.
// examples/*.yaml are such files, with comments; every key is described here.
import { EVENT_TYPES, isEventType } from "@mimamori/event-contracts";
import { z } from "zod";
import { columnName, timeMapping, timeZone, valueMapping } from "./value-mapping.ts";

const TESTS = ["equals", "oneOf", "lessThan", "atLeast", "empty"] as const;

/** One test of one column; texts are compared as they stand, lessThan and atLeast as numbers. */
const condition = z
  .strictObject({
    column: columnName,
    equals: z.string(),
    oneOf: z.array(z.string()).min(1),
    lessThan: z.number(),
    atLeast: z.number(),
    empty: z.boolean(),
  })
  .partial()
  .required({ column: true })
  .refine((test) => TESTS.filter((name) => test[name] !== undefined).length === 1, {
    error: `expected exactly one of ${TESTS.join(", ")}`,
  });
export type Condition = z.infer<typeof condition>;

const eventType = z
  .string()
  .refine(isEventType, { error: `expected an event type: ${EVENT_TYPES.join(", ")}` });

/** One event of a row. A row gives every event of its file whose conditions all hold. */
const eventMapping = z.strictObject({
  type: eventType,
  when: z.array(condition).default([]),
  /** The account's id, or "user:<id>". */
  subject: valueMapping,
  time: timeMapping,
  /** When the company could know it; without it: at `time`. Aggregated rows: the end of their period. */
  knownAt: timeMapping.optional(),
  sequence: z.int().min(0).optional(),
  /**
   * What tells the row's event from all others, so that a second import is the same events again: the columns that
   * are its key; or `content`: all columns (identical rows are one event); or `occurrence`: all columns and how often
   * the row came before (identical rows are several events; every distinct row is held in memory, about 100 bytes).
   */
  key: z.union([z.array(columnName).min(1), z.enum(["content", "occurrence"])], {
    error: "expected a list of columns, content or occurrence",
  }),
  /** Begins the event's id; without it the type's name. Two events of one type in one file need two. */
  idPrefix: z.string().min(1).optional(),
  data: z.record(z.string(), valueMapping),
});
export type EventMapping = z.infer<typeof eventMapping>;

/** How a file is found and read. */
const reading = {
  /** The file's name without its folder; `*` stands for any characters. */
  file: z.string().min(1),
  /** Without it: by the name's ending (.csv, .ndjson, .jsonl, each also with .gz). */
  format: z.enum(["csv", "ndjson"]).optional(),
  delimiter: z.string().length(1).default(","),
  encoding: z
    .string()
    .refine(isEncoding, "expected an encoding such as utf-8 or shift_jis")
    .default("utf-8"),
};

/** What all imported files have. */
const imported = {
  ...reading,
  /** Rows that are left out on purpose; the report counts them by reason. All conditions of a rule must hold. */
  skip: z
    .array(z.strictObject({ reason: z.string().min(1), where: z.array(condition).min(1) }))
    .default([]),
  /** Columns of another file, found by key and named `<join>.<column>`. That file's key and columns are held in memory. */
  joins: z
    .record(
      z.string().regex(/^\w+$/),
      z.strictObject({
        file: z.string().min(1),
        key: columnName,
        on: columnName,
        take: z.array(columnName).min(1),
      }),
    )
    .default({}),
};

const eventsFile = z
  .strictObject({ kind: z.literal("events"), ...imported, events: z.array(eventMapping).min(1) })
  .superRefine(({ events }, context) => {
    const prefixes = new Set<string>();
    for (const [index, event] of events.entries()) {
      const prefix = event.idPrefix ?? event.type;
      if (prefixes.has(prefix)) {
        const message = "a second event of this type in the file needs an idPrefix of its own";
        context.addIssue({ code: "custom", path: ["events", index, "idPrefix"], message });
      }
      prefixes.add(prefix);
    }
  });
export type EventsFile = z.infer<typeof eventsFile>;

/**
 * Subscriptions given as one row per term. Consecutive terms of a subscription continue it; a term that nothing
 * follows ends it at the term's end, unless the data end first. All terms are held in memory (about 500 bytes each).
 */
const termsFile = z
  .strictObject({
    kind: z.literal("subscription_terms"),
    ...imported,
    account: valueMapping,
    /** Without it: account and product. */
    subscription: valueMapping.optional(),
    product: valueMapping,
    start: timeMapping,
    end: timeMapping,
    /** What the end of a row is: the end of a paid period, known from its start; or the day on which the subscription turned out to end. */
    endMeans: z.enum(["period_end", "cancellation"]),
    /** In the currency's major unit: the price of the whole interval (`amount`) or of a month of it (`mrr`). */
    amount: valueMapping.optional(),
    mrr: valueMapping.optional(),
    currency: valueMapping,
    intervalMonths: valueMapping,
    discountShare: valueMapping.optional(),
    seats: valueMapping.optional(),
    /** Rows whose `seats` are seats; what others count (credits, units of an add-on) is no seat. All conditions must hold. */
    seatsWhen: z.array(condition).default([]),
    status: valueMapping.default("active"),
    autoRenew: valueMapping.optional(),
    /** A next term that starts at most so many days after the end continues the subscription. */
    gapToleranceDays: z.number().min(0).default(0),
  })
  .refine((file) => (file.amount === undefined) !== (file.mrr === undefined), {
    error: "expected exactly one of amount and mrr",
  });
export type TermsFile = z.infer<typeof termsFile>;

/** A file that may be given and is not imported, for a reason that the report repeats; others may join it. */
const ignoredFile = z.strictObject({
  kind: z.literal("ignored"),
  ...reading,
  reason: z.string().min(1),
});

export const mappingFile = z.strictObject({
  /** The events' `source`. */
  source: z.string().min(1).max(256),
  /** Of dates and times that state none. */
  timeZone: timeZone.default("UTC"),
  /** The last day (YYYY-MM-DD) that the data tell about: a term that ends later is still running. Without it: today. */
  dataEndsOn: z.iso.date({ error: "expected a day such as 2026-01-31" }).optional(),
  /** Texts that mean "nothing", besides the empty one. */
  emptyTexts: z.array(z.string()).default([]),
  /** The first entry whose name fits is a file's. */
  files: z.array(z.discriminatedUnion("kind", [eventsFile, termsFile, ignoredFile])).min(1),
});
export type MappingFile = z.infer<typeof mappingFile>;
export type FileMapping = MappingFile["files"][number];
export type ImportedFile = EventsFile | TermsFile;

function isEncoding(label: string): boolean {
  try {
    return Boolean(new TextDecoder(label));
  } catch {
    return false;
  }
}
