// The one envelope of every event: CloudEvents 1.0 in JSON (https://github.com/cloudevents/spec).
// In: an unknown value. Out: the envelope's shape, and the identity that makes two deliveries the same event.
import { z } from "zod";
import { instant, name } from "./fields.ts";

/** What every event carries around its data; other extension attributes are kept as they are. */
export const envelope = z.looseObject({
  specversion: z.literal("1.0"),
  id: name,
  source: name,
  type: name,
  /** The account's id or, before the account is known, `user:<id>`. It is the Kafka key. */
  subject: name,
  /** When it happened, as the sender says. Part of the identity: it must not vary between retries. */
  time: instant,
  /** When the company could know it. Only imports and the simulator may say so; else it is the broker's append time. */
  knownat: instant.optional(),
  /** `time` corrected for the sender's clock; facts use it. Not part of the identity. */
  occurredat: instant.optional(),
  /** Order among snapshots of the same entity and time. */
  sequence: z.int().min(0).optional(),
  datacontenttype: z
    .string()
    .regex(/^application\/json(;.*)?$/, "expected application/json")
    .optional(),
});

export type Envelope = z.infer<typeof envelope>;

/** The envelope attributes that have a column or meaning of their own; all others are extensions to keep. */
export const KNOWN_ATTRIBUTES: ReadonlySet<string> = new Set([
  ...Object.keys(envelope.shape),
  "data",
  "dataschema",
]);

/** What identifies an event: the same four values again are the same event, whatever else differs. */
export interface EventIdentity {
  readonly subject: string;
  readonly timeMs: number;
  readonly source: string;
  readonly id: string;
}

/** The identity as one string, for maps and sets. Control characters cannot occur in the parts. */
export function identityKey(identity: EventIdentity): string {
  const { subject, timeMs, source, id } = identity;
  return `${subject}\u0000${timeMs}\u0000${source}\u0000${id}`;
}

/** Subjects of people whose account is not known yet begin with this. */
export const USER_SUBJECT_PREFIX = "user:";
