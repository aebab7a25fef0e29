// What every tool that calls us has in common: it proves who it is over the body's bytes, and its message becomes our events.
import type { EventMapping } from "./event-mapping.ts";
import type { MappedMessage } from "./source-event.ts";

/** A request as it came in. */
export interface WebhookRequest {
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: Buffer;
  /** What stands behind the source's name in the URL, for tools that can send no header. */
  readonly pathSecret: string | undefined;
  readonly receivedAtMs: number;
}

export interface WebhookContext {
  /** The events' source. */
  readonly source: string;
  readonly receivedAtMs: number;
  readonly mapping: EventMapping;
}

export interface Webhook {
  /** Undefined when the request holds one of the secrets; else why it is not believed, in a sentence for its sender. */
  readonly findDistrust: (
    request: WebhookRequest,
    secrets: readonly string[],
  ) => string | undefined;
  /** @param body as it came out of JSON.parse; everything of it is a sender's, nothing is certain. */
  readonly mapBody: (body: unknown, context: WebhookContext) => readonly MappedMessage[];
}

/** A header that must stand once. */
export function headerOf(request: WebhookRequest, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === "string" ? value : undefined;
}
