// In: a zod schema of event data. Out: the same contract as a list of fields that can be judged on the bytes of plain JSON, where
// the schema says nothing that such a list cannot say; undefined else, and its events are read the long way.
import { z } from "zod";
import { instant, name } from "./fields.ts";

export type PlainKind = "name" | "instant" | "number" | "integer";

export interface PlainField {
  /** Its key with the quotes and the colon, as bytes. */
  readonly key: Uint8Array;
  readonly kind: PlainKind;
  readonly mayBeNegative: boolean;
  /** Also where the contract has a default: filling it in would make another text of it. */
  readonly isRequired: boolean;
}

/** The fields of a loose object, in the contract's order: zod gives them back first and in this order, the others behind. */
export function plainFieldsOf(schema: z.ZodType): readonly PlainField[] | undefined {
  if (!(schema instanceof z.ZodObject) || !(schema.def.catchall instanceof z.ZodUnknown))
    return undefined;
  if (schema.def.checks !== undefined && schema.def.checks.length > 0) return undefined;
  const fields: PlainField[] = [];
  for (const [key, value] of Object.entries<z.ZodType>(schema.shape)) {
    const isOptional = value instanceof z.ZodOptional;
    const inner = isOptional || value instanceof z.ZodDefault ? value.def.innerType : value;
    const judged = judgeKind(inner as z.ZodType);
    if (judged === undefined) return undefined;
    fields.push({ key: Buffer.from(`"${key}":`), isRequired: !isOptional, ...judged });
  }
  return fields;
}

function judgeKind(schema: z.ZodType): Pick<PlainField, "kind" | "mayBeNegative"> | undefined {
  if (schema === name) return { kind: "name", mayBeNegative: true };
  if (schema === instant) return { kind: "instant", mayBeNegative: true };
  if (schema instanceof z.ZodNumber) return judgeNumber(schema);
  return undefined;
}

/** Plain numbers have 15 digits at most: every whole one of them is a safe integer. */
function judgeNumber(schema: z.ZodNumber): Pick<PlainField, "kind" | "mayBeNegative"> | undefined {
  const { format, checks = [] } = schema.def as NumberDefinition;
  if (format !== undefined && format !== "safeint") return undefined;
  const bounds = checks.map((check) => check._zod.def as BoundDefinition);
  if (
    !bounds.every(
      ({ check, value, inclusive }) => check === "greater_than" && value === 0 && inclusive,
    )
  )
    return undefined;
  return { kind: format === undefined ? "number" : "integer", mayBeNegative: bounds.length === 0 };
}

interface NumberDefinition {
  readonly format?: string;
  readonly checks?: readonly z.core.$ZodCheck[];
}

/** As zod describes `min`. */
interface BoundDefinition extends z.core.$ZodCheckDef {
  readonly value?: unknown;
  readonly inclusive?: boolean;
}
