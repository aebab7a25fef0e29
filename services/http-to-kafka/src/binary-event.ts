// In: the headers and the body of CloudEvents' binary mode. Out: the event as one JSON text, as it goes into its topic.
// Source: CloudEvents 1.0, HTTP protocol binding: attributes are headers `ce-<name>`, percent-encoded; the body is the data.
import type { IncomingHttpHeaders } from "node:http";
import type { BodyRead } from "./read-body.ts";
import { readJson } from "./read-json.ts";

const PREFIX = "ce-";

/** Who sends this header sends one event in binary mode, whatever the content type says. */
export function isBinaryMode(headers: IncomingHttpHeaders): boolean {
  return headers["ce-specversion"] !== undefined;
}

export function readBinaryEvent(body: Buffer, headers: IncomingHttpHeaders): BodyRead {
  const event: Record<string, unknown> = {};
  for (const [header, written] of Object.entries(headers)) {
    if (!header.startsWith(PREFIX) || typeof written !== "string") continue;
    const name = header.slice(PREFIX.length);
    event[name] = valueOf(name, decoded(written));
  }
  const contentType = headers["content-type"];
  if (contentType !== undefined) event["datacontenttype"] = contentType;
  if (body.length > 0) {
    const data = readJson(body);
    if (!data.ok) return data;
    event["data"] = data.value;
  }
  const original = Buffer.from(JSON.stringify(event));
  return { ok: true, events: [{ original, value: event }] };
}

/** Headers are texts; of our attributes only `sequence` is a number. */
function valueOf(name: string, text: string): unknown {
  return name === "sequence" && /^\d{1,15}$/.test(text) ? Number(text) : text;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
