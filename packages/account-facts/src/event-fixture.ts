// For tests: events, short to write and checked by their contracts.
import { parseEvent } from "@mimamori/event-contracts";
import type { ValidEvent } from "@mimamori/event-contracts";

/** A valid event; throws when the contract refuses it. Its id follows from its content unless `more` gives one. */
export function validEvent(
  type: string,
  subject: string,
  time: string,
  data: object,
  more: object = {},
): ValidEvent {
  const id = JSON.stringify([type, data]).slice(0, 200);
  const event = { specversion: "1.0", source: "test", id, type, subject, time, data, ...more };
  const parsed = parseEvent(event);
  if (!parsed.ok) throw new Error(parsed.reason);
  return parsed.event;
}
