// The HTTP face of the collector: POST /v1/events. In: requests. Out: statuses and JSON bodies, never a body or key in a log.
//   202 at least one event is in Kafka (all its replicas), the body says which; 400 none was taken, the body says why
//   401 no or wrong key; 413 body or batch too large; 415 another content type; 429 too fast; 503 Kafka does not acknowledge
import { fastify } from "fastify";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { DEAD_LETTERS_TOPIC } from "@mimamori/event-contracts";
import type { Log } from "@mimamori/service-lifecycle";
import { collectEvents } from "./collect-events.ts";
import type { Answer } from "./collect-events.ts";
import type { CollectorMetrics } from "./collector-metrics.ts";
import { RequestError } from "./errors.ts";
import type { RateLimit } from "./rate-limit.ts";
import { CONTENT_TYPES } from "./read-body.ts";
import type { RecordStore } from "./store-records.ts";
import { authenticate } from "./write-keys.ts";
import type { WriteKey } from "./write-keys.ts";

const LARGEST_BODY_BYTES = 1024 * 1024;
/** A sender that dribbles its body must not hold a connection for ever. */
const REQUEST_TIMEOUT_MS = 30_000;

export interface CollectorParts {
  readonly writeKeys: readonly WriteKey[];
  readonly rateLimit: RateLimit;
  readonly store: RecordStore;
  readonly metrics: CollectorMetrics;
  readonly log: Log;
}

export function createHttpServer(parts: CollectorParts): FastifyInstance {
  const server = fastify({
    logger: false,
    bodyLimit: LARGEST_BODY_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    forceCloseConnections: "idle",
  });
  server.removeAllContentTypeParsers();
  server.addContentTypeParser([...CONTENT_TYPES], { parseAs: "buffer" }, (_request, body, done) => {
    done(null, body);
  });
  server.setErrorHandler((error, _request, reply) => answerError(error, reply, parts.log));
  server.setNotFoundHandler((_request, reply) =>
    reply.code(404).send({ error: "not_found", message: "events are sent to POST /v1/events" }),
  );
  server.addHook("onResponse", (_request, reply, done) => {
    parts.metrics.requests.inc({ status: reply.statusCode });
    done();
  });
  closeConnectionsWithTheServer(server);
  addEventsRoute(server, parts);
  return server;
}

/** Idle connections are closed by Fastify; one with a request in hand would be kept alive after its answer, and hold the shutdown. */
function closeConnectionsWithTheServer(server: FastifyInstance): void {
  let closing = false;
  server.addHook("preClose", (done) => {
    closing = true;
    done();
  });
  server.addHook("onSend", (_request, reply, payload, done) => {
    if (closing) reply.header("connection", "close");
    done(null, payload);
  });
}

function addEventsRoute(server: FastifyInstance, parts: CollectorParts): void {
  const senders = new WeakMap<FastifyRequest, WriteKey>();
  server.post("/v1/events", {
    // Before the body is read: who has no key, or owes patience, costs us nothing.
    onRequest: (request, _reply, done) => {
      const sender = admit(request, parts);
      senders.set(request, sender);
      done();
    },
    handler: async (request, reply) => {
      const sender = senders.get(request);
      if (sender === undefined) throw unauthorized();
      const answer = await takeBody(request, sender, parts);
      const nothingTaken = answer.accepted === 0 && answer.refused > 0;
      return reply.code(nothingTaken ? 400 : 202).send(answer);
    },
  });
}

function admit(request: FastifyRequest, parts: CollectorParts): WriteKey {
  const sender = authenticate(parts.writeKeys, request.headers.authorization);
  if (sender === undefined) throw unauthorized();
  const seconds = parts.rateLimit.secondsToWait(sender, Date.now());
  if (seconds > 0) {
    const message = `this key sends more events per second than it may; wait ${seconds} s`;
    throw new RequestError(429, "too_fast", message, seconds);
  }
  const encoding = request.headers["content-encoding"] ?? "identity";
  if (encoding !== "identity") throw unsupported(`a body with content-encoding ${encoding}`);
  return sender;
}

async function takeBody(
  request: FastifyRequest,
  sender: WriteKey,
  parts: CollectorParts,
): Promise<Answer> {
  // No content type at all: then nothing has read the body.
  if (!Buffer.isBuffer(request.body)) throw unsupported("a request without content type and body");
  const body = request.body;
  const contentType = request.headers["content-type"] ?? "";
  const { answer, records } = collectEvents({ body, contentType, sender }, Date.now());
  parts.rateLimit.charge(sender, answer.results.length, Date.now());
  await parts.store.store(records, body.length);
  for (const [topic, ofTopic] of records) {
    if (topic !== DEAD_LETTERS_TOPIC) parts.metrics.acceptedEvents.inc({ topic }, ofTopic.length);
  }
  for (const { code } of answer.results) {
    if (code !== undefined) parts.metrics.refusedEvents.inc({ code });
  }
  return answer;
}

function unauthorized(): RequestError {
  const message = "send Authorization: Bearer <write key>";
  return new RequestError(401, "unauthorized", message);
}

function unsupported(what: string): RequestError {
  const message = `${what} cannot be read; send ${CONTENT_TYPES.join(", ")}, uncompressed`;
  return new RequestError(415, "unsupported_media_type", message);
}

function answerError(error: unknown, reply: FastifyReply, log: Log): FastifyReply {
  const known = asRequestError(error);
  if (known === undefined) {
    log.error({ err: error }, "a request failed for a reason that is ours");
    return reply.code(500).send({ error: "internal", message: "this is our mistake; send again" });
  }
  if (known.status === 401) reply.header("www-authenticate", 'Bearer realm="mimamori"');
  if (known.retryAfterSeconds !== undefined) reply.header("retry-after", known.retryAfterSeconds);
  return reply.code(known.status).send({ error: known.code, message: known.message });
}

/** Fastify's own refusals by its codes, in our words. */
function asRequestError(error: unknown): RequestError | undefined {
  if (error instanceof RequestError) return error;
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "FST_ERR_CTP_BODY_TOO_LARGE") {
    const message = `the body is larger than ${LARGEST_BODY_BYTES} bytes; send smaller batches`;
    return new RequestError(413, "body_too_large", message);
  }
  if (code === "FST_ERR_CTP_INVALID_MEDIA_TYPE") return unsupported("this content type");
  return undefined;
}
