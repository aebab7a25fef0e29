// PostHog's capture API: POST /batch and /i/v0/e, with or without a slash at the end. 200 for all that is JSON of a known project,
// 400 for what is no JSON, 401 for an unknown api_key, 413 (the libraries then halve their batches), 429 and 503 to come back later.
import { capturesOf, mapPosthogCapture, posthogKey } from "@mimamori/event-sources";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { unauthorized } from "./answer-error.ts";
import type { CollectorParts } from "./collector-parts.ts";
import { deliverMessages, deliverRefusal, mindTheRate } from "./deliver.ts";
import { addSourceScope, bodyOf, readSourceJson } from "./source-bodies.ts";

export function addPosthogRoutes(server: FastifyInstance, parts: CollectorParts): void {
  addSourceScope(server, (scope) => {
    for (const path of ["/batch", "/batch/", "/i/v0/e", "/i/v0/e/"]) {
      scope.post(path, (request, reply) => take(request, reply, parts));
    }
  });
}

async function take(
  request: FastifyRequest,
  reply: FastifyReply,
  parts: CollectorParts,
): Promise<FastifyReply> {
  const body = await bodyOf(request);
  const read = readSourceJson(body);
  const key = posthogKey(read.ok ? read.value : undefined);
  const sender = parts.writeKeys.holderBy(request.headers.authorization, key);
  if (sender === undefined) throw unauthorized();
  mindTheRate(sender, parts);
  const origin = { sender, format: "posthog" };
  if (!read.ok) {
    const refusal = { code: "not_json", reason: read.reason } as const;
    await deliverRefusal(refusal, body, origin, parts);
    return reply.code(400).send({ status: "Error", refused: [refusal] });
  }
  const { eventMapping: mapping } = parts;
  const messages = capturesOf(read.value).map((capture) =>
    mapPosthogCapture(capture, { source: sender.source, mapping, receivedAtMs: Date.now() }),
  );
  const refused = await deliverMessages(messages, origin, body.length, parts);
  return reply.send(refused.length === 0 ? { status: "Ok" } : { status: "Ok", refused });
}
