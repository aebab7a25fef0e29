// Segment's HTTP tracking API: POST /v1/identify, track, page, screen, group, alias, batch. RudderStack's SDKs speak it too.
// As at Segment: 200 for all that is JSON of a permitted size, 400 for the rest, 429 with Retry-After; and 401 without a write key.
// What a 200 does not say stands in its body and in dead-letters.
import {
  bodyWriteKey,
  callsOfBatch,
  mapSegmentCall,
  SEGMENT_LIMITS,
} from "@mimamori/event-sources";
import { SEGMENT_METHODS, singleCall } from "@mimamori/event-sources";
import type { MappedMessage, SegmentMethod } from "@mimamori/event-sources";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { answerError, asRequestError, unauthorized } from "./answer-error.ts";
import type { CollectorParts } from "./collector-parts.ts";
import { deliver, mindTheRate } from "./deliver.ts";
import { RequestError } from "./errors.ts";
import { addSourceScope, bodyOf, readSourceJson } from "./source-bodies.ts";
import { recordsOfMessages } from "./source-records.ts";
import { createTopicRecords } from "./topic-records.ts";
import type { Refusal } from "./topic-records.ts";
import { authenticate, holderOf } from "./write-keys.ts";
import type { Sender } from "./write-keys.ts";

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
  const sender = senderOf(request, read.ok ? read.value : undefined, parts);
  mindTheRate(sender, parts);
  if (!read.ok)
    return refuseBody({ code: "not_json", reason: read.reason }, body, sender, reply, parts);
  const problem = problemOfBody(endpoint, read.value, body.length);
  if (problem !== undefined) return refuseBody(problem, body, sender, reply, parts);
  const messages = messagesOf(endpoint, read.value, sender, parts);
  const records = recordsOfMessages(messages, sender, Date.now());
  await deliver(records, sender, body.length, parts);
  const refused = records.refusals.map(({ code, reason }) => ({ code, reason }));
  return reply.send(refused.length === 0 ? { success: true } : { success: true, refused });
}

function senderOf(request: FastifyRequest, body: unknown, parts: CollectorParts): Sender {
  const inHeader = authenticate(parts.writeKeys, request.headers.authorization);
  if (inHeader !== undefined) return inHeader;
  const presented = bodyWriteKey(body);
  const inBody = presented === undefined ? undefined : holderOf(parts.writeKeys, presented);
  if (inBody === undefined) throw unauthorized();
  return inBody;
}

/** A refusal of the whole body; `answered` is Segment's status for it. */
interface BodyProblem extends Refusal {
  readonly answered?: 200;
}

function problemOfBody(endpoint: Endpoint, value: unknown, bytes: number): BodyProblem | undefined {
  const limit = endpoint === "batch" ? SEGMENT_LIMITS.batchBytes : SEGMENT_LIMITS.callBytes;
  if (bytes > limit) {
    return { code: "oversize", reason: `the body has ${bytes} bytes; at most ${limit} are taken` };
  }
  if (endpoint !== "batch") return undefined;
  const calls = callsOfBatch(value);
  if (calls === undefined)
    return { code: "contract_violation", reason: "batch: expected a list of calls" };
  if (calls.length <= SEGMENT_LIMITS.callsPerBatch) return undefined;
  const reason = `the batch has ${calls.length} calls; at most ${SEGMENT_LIMITS.callsPerBatch} are taken`;
  return { code: "oversize", reason, answered: 200 };
}

async function refuseBody(
  problem: BodyProblem,
  body: Buffer,
  sender: Sender,
  reply: FastifyReply,
  parts: CollectorParts,
): Promise<FastifyReply> {
  const records = createTopicRecords(sender, Date.now());
  records.refuse(problem, body);
  await deliver(records, sender, body.length, parts);
  const refused = [{ code: problem.code, reason: problem.reason }];
  return reply.code(problem.answered ?? 400).send({ success: problem.answered === 200, refused });
}

function messagesOf(
  endpoint: Endpoint,
  value: unknown,
  { source }: Sender,
  { eventMapping: mapping }: CollectorParts,
): MappedMessage[] {
  const calls = endpoint === "batch" ? (callsOfBatch(value) ?? []) : [singleCall(value, endpoint)];
  return calls.map((call) => mapSegmentCall(call, { source, mapping, receivedAtMs: Date.now() }));
}

/** Segment's SDKs know 400 for what is too large, and give up on it; they wait as long as Retry-After says. */
function answerAsSegment(error: unknown, reply: FastifyReply, parts: CollectorParts): FastifyReply {
  const known = asRequestError(error);
  if (known?.retryAfterSeconds !== undefined)
    reply.header("x-ratelimit-reset", known.retryAfterSeconds);
  const tooLarge = known?.code === "body_too_large";
  const answered = tooLarge ? new RequestError(400, known.code, known.message) : error;
  return answerError(answered, reply, parts.log);
}
