// Segment's HTTP tracking API: POST /v1/identify, track, page, screen, group, alias, batch. RudderStack's SDKs speak it too.
// As at Segment: 200 for all that is JSON of a permitted size, 400 for the rest, 429 with Retry-After; and 401 without a write key.
// What a 200 does not say stands in its body and in dead-letters.
import {
  bodyWriteKey,
  callsOfBatch,
  mapSegmentCall,
  SEGMENT_LIMITS,
  SEGMENT_METHODS,
  singleCall,
} from "@mimamori/event-sources";
import type { SegmentCall, SegmentMethod } from "@mimamori/event-sources";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { answerError, asRequestError, unauthorized } from "./answer-error.ts";
import type { CollectorParts } from "./collector-parts.ts";
import { deliverMessages, deliverRefusal, mindTheRate } from "./deliver.ts";
import { RequestError } from "./errors.ts";
import type { JsonRead } from "./read-json.ts";
import { addSourceScope, bodyOf, readSourceJson } from "./source-bodies.ts";
import type { Refusal } from "./topic-records.ts";

type Endpoint = SegmentMethod | "batch";

export function addSegmentRoutes(server: FastifyInstance, parts: CollectorParts): void {
  addSourceScope(server, (scope) => {
    scope.setErrorHandler((error, _request, reply) => answerAsSegment(error, reply, parts));
    for (const endpoint of [...SEGMENT_METHODS, "batch"] as const) {
      scope.post(`/v1/${endpoint}`, (request, reply) => take(endpoint, request, reply, parts));
    }
  });
}

async function take(
  endpoint: Endpoint,
  request: FastifyRequest,
  reply: FastifyReply,
  parts: CollectorParts,
): Promise<FastifyReply> {
  const body = await bodyOf(request);
  const read = readSourceJson(body);
  const keyInBody = bodyWriteKey(read.ok ? read.value : undefined);
  const sender = parts.writeKeys.holderBy(request.headers.authorization, keyInBody);
  if (sender === undefined) throw unauthorized();
  mindTheRate(sender, parts);
  const origin = { sender, format: "segment" };
  const calls = readCalls(endpoint, read, body.length);
  if (!calls.ok) {
    const { status, refusal } = calls;
    await deliverRefusal(refusal, body, origin, parts);
    return reply.code(status).send({ success: status === 200, refused: [refusal] });
  }
  const { eventMapping: mapping } = parts;
  const messages = calls.calls.map((call) =>
    mapSegmentCall(call, { source: sender.source, mapping, receivedAtMs: Date.now() }),
  );
  const refused = await deliverMessages(messages, origin, body.length, parts);
  return reply.send(refused.length === 0 ? { success: true } : { success: true, refused });
}

type CallsRead =
  | { readonly ok: true; readonly calls: readonly SegmentCall[] }
  /** The whole body is refused, with Segment's status for it. */
  | { readonly ok: false; readonly status: 200 | 400; readonly refusal: Refusal };

function readCalls(endpoint: Endpoint, read: JsonRead, bytes: number): CallsRead {
  const refuse = (code: Refusal["code"], reason: string, status: 200 | 400 = 400): CallsRead => ({
    ok: false,
    status,
    refusal: { code, reason },
  });
  if (!read.ok) return refuse("not_json", read.reason);
  const { batchBytes, callBytes, callsPerBatch } = SEGMENT_LIMITS;
  const most = endpoint === "batch" ? batchBytes : callBytes;
  if (bytes > most)
    return refuse("oversize", `the body has ${bytes} bytes; at most ${most} are taken`);
  if (endpoint !== "batch") return { ok: true, calls: [singleCall(read.value, endpoint)] };
  const calls = callsOfBatch(read.value);
  if (calls === undefined) return refuse("contract_violation", "batch: expected a list of calls");
  if (calls.length <= callsPerBatch) return { ok: true, calls };
  const reason = `the batch has ${calls.length} calls; at most ${callsPerBatch} are taken`;
  return refuse("oversize", reason, 200);
}

/** Segment's SDKs know 400 for what is too large, and give up on it; they wait as long as Retry-After says. */
function answerAsSegment(error: unknown, reply: FastifyReply, parts: CollectorParts): FastifyReply {
  const known = asRequestError(error);
  if (known?.retryAfterSeconds !== undefined) {
    reply.header("x-ratelimit-reset", known.retryAfterSeconds);
  }
  const tooLarge = known?.code === "body_too_large";
  const answered = tooLarge ? new RequestError(400, known.code, known.message) : error;
  return answerError(answered, reply, parts.log);
}
