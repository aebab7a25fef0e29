// How one value of an event is made from a row: the part of the mapping file that recurs everywhere.
// A value is a constant, a column (with its conversion), a text put together from several, or an object or list of values.
import { z } from "zod";
import { faultOfTimeFormat } from "./time-formats.ts";
import { isTimeZone } from "./time-zones.ts";

const constant = z.union([z.string(), z.number(), z.boolean()], {
  error: "expected a text, a number, or true or false",
});
export type Constant = z.infer<typeof constant>;

export const columnName = z.string().min(1, "expected the name of a column");
export const timeZone = z
  .string()
  .refine(isTimeZone, "expected a time zone such as UTC or Asia/Tokyo");

const span = z.union([z.number(), z.strictObject({ column: columnName })], {
  error: "expected a number, or {column: NAME}",
});

const timeFormat = z.string().superRefine((format, context) => {
  const fault = faultOfTimeFormat(format);
  if (fault !== undefined) context.addIssue({ code: "custom", message: fault });
});

/** How a text becomes a moment, and what is added to it. */
const timeOptions = {
  /** One format, or several that are tried in turn. Without it: ISO. */
  format: z.union([timeFormat, z.array(timeFormat).min(1)]).optional(),
  timeZone: timeZone.optional(),
  plus: z
    .strictObject({ days: span, hours: span, minutes: span, seconds: span })
    .partial()
    .optional(),
};

export const timeMapping = z.strictObject({
  column: columnName,
  /** Instead of an empty cell. */
  default: z.string().optional(),
  /** An empty cell is left out; otherwise its row is refused. */
  optional: z.boolean().optional(),
  ...timeOptions,
});
export type TimeMapping = z.infer<typeof timeMapping>;

const columnMapping = z
  .strictObject({
    column: columnName,
    default: constant.optional(),
    optional: z.boolean().optional(),
    case: z.enum(["lower", "upper"]).optional(),
    /** Replaces whole texts; what is not listed is refused, or kept with `unmapped: keep`. */
    map: z.record(z.string(), constant).optional(),
    unmapped: z.enum(["refuse", "keep"]).optional(),
    as: z
      .enum(["text", "number", "integer", "boolean", "time", "day", "minor_units"])
      .default("text"),
    trueTexts: z.array(z.string()).min(1).optional(),
    falseTexts: z.array(z.string()).min(1).optional(),
    /** ISO 4217 code, of minor_units. */
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/, "expected an ISO 4217 code such as JPY")
      .optional(),
    ...timeOptions,
  })
  .superRefine((mapping, context) => {
    for (const [option, uses] of Object.entries(OPTION_USES)) {
      if (mapping[option as keyof typeof mapping] === undefined || uses.includes(mapping.as))
        continue;
      const message = `${option} belongs to as: ${uses.join(" or ")}`;
      context.addIssue({ code: "custom", path: [option], message });
    }
    if (mapping.as === "minor_units" && mapping.currency === undefined) {
      context.addIssue({ code: "custom", message: "as: minor_units needs a currency" });
    }
    if (mapping.unmapped !== undefined && mapping.map === undefined) {
      context.addIssue({ code: "custom", path: ["unmapped"], message: "unmapped needs a map" });
    }
  });
export type ColumnMapping = z.infer<typeof columnMapping>;

/** Which conversions (`as`) an option makes sense for. */
const OPTION_USES: Readonly<Record<string, readonly string[]>> = {
  format: ["time", "day"],
  timeZone: ["time", "day"],
  plus: ["time", "day"],
  trueTexts: ["boolean"],
  falseTexts: ["boolean"],
  currency: ["minor_units"],
};

export interface ConcatMapping {
  readonly concat: readonly (Constant | ColumnMapping)[];
}
export type ValueMapping =
  | Constant
  | ColumnMapping
  | ConcatMapping
  | readonly ValueMapping[]
  | { readonly [field: string]: ValueMapping };

const part = z
  .unknown()
  .transform((raw, context): Constant | ColumnMapping =>
    typeof raw === "object" ? readAs(columnMapping, raw, context) : readAs(constant, raw, context),
  );

const concatMapping = z.strictObject({ concat: z.array(part).min(1) });

/** Chosen by shape before it is checked, so that an error speaks of the one shape that was meant. */
export const valueMapping = z
  .unknown()
  .transform((raw, context): ValueMapping => readAs(schemaFor(raw), raw, context));

function schemaFor(raw: unknown): z.ZodType<ValueMapping> {
  if (Array.isArray(raw)) return z.array(valueMapping);
  if (typeof raw !== "object" || raw === null) return constant;
  if ("column" in raw) return columnMapping;
  if ("concat" in raw) return concatMapping;
  return z.record(z.string(), valueMapping);
}

function readAs<T>(schema: z.ZodType<T>, raw: unknown, context: z.RefinementCtx): T {
  const parsed = schema.safeParse(raw);
  if (parsed.success) return parsed.data;
  for (const issue of parsed.error.issues) {
    const message =
      issue.code === "unrecognized_keys"
        ? `expected known keys only, not ${issue.keys.join(", ")}`
        : issue.message;
    context.addIssue({ code: "custom", path: issue.path, message });
  }
  return z.NEVER;
}

export function isColumn(mapping: ValueMapping): mapping is ColumnMapping {
  return typeof mapping === "object" && "column" in mapping;
}

export function isConcat(mapping: ValueMapping): mapping is ConcatMapping {
  return typeof mapping === "object" && "concat" in mapping;
}
