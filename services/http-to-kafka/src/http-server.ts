// The HTTP face of the collector: POST /v1/events, and the routes of other tools' wire formats (segment-routes.ts and its like).
// In: requests. Out: statuses and JSON bodies, never a body or key in a log. For /v1/events:
//   202 at least one event is in Kafka (all its replicas), the body says which; 400 none was taken, the body says why
//   401 no or wrong key; 413 body or batch too large; 415 another content type; 429 too fast; 503 Kafka does not acknowledge
import { fastify } from "fastify";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { answerError, LARGEST_BODY_BYTES, unauthorized, unsupported } from "./answer-error.ts";
import { collectEvents } from "./collect-events.ts";
import type { Answer } from "./collect-events.ts";
import type { CollectorParts } from "./collector-parts.ts";
import { deliver, mindTheRate } from "./deliver.ts";
import { CONTENT_TYPES } from "./read-body.ts";
import { addPosthogRoutes } from "./posthog-routes.ts";
import { addSegmentRoutes } from "./segment-routes.ts";
import { addWebhookRoutes } from "./webhook-routes.ts";
import type { Sender } from "./sender.ts";

/** A sender that dribbles its body must not hold a connection for ever. */
const REQUEST_TIMEOUT_MS = 30_000;

export function createHttpServer(parts: CollectorParts): FastifyInstance {
  const server = fastify({
    logger: false,
    bodyLimit: LARGEST_BODY_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    forceCloseConnections: "idle",
    // Some webhooks have their secret in the path.
    routerOptions: { maxParamLength: 512 },
  });
  server.removeAllContentTypeParsers();
  server.addContentTypeParser([...CONTENT_TYPES], { parseAs: "buffer" }, (_request, body, done) => {
    done(null, body);
  });
  server.setErrorHandler((error, _request, reply) => answerError(error, reply, parts.log));
  server.setNotFoundHandler((_request, reply) =>
    reply.code(404).send({ error: "not_found", message: "events are sent to POST /v1/events" }),
  );
  // Before the body is read: what cannot be stored now costs nothing.
  server.addHook("onRequest", (request, _reply, done) => {
    if (request.method === "POST") parts.store.requireRoom();
    done();
  });
  server.addHook("onResponse", (_request, reply, done) => {
    parts.metrics.requests.inc({ status: reply.statusCode });
    done();
  });
  closeConnectionsWithTheServer(server);
  addEventsRoute(server, parts);
  addSegmentRoutes(server, parts);
  addPosthogRoutes(server, parts);
  addWebhookRoutes(server, parts);
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
  const senders = new WeakMap<FastifyRequest, Sender>();
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

function admit(request: FastifyRequest, parts: CollectorParts): Sender {
  const sender = parts.writeKeys.holderByHeader(request.headers.authorization);
  if (sender === undefined) throw unauthorized();
  mindTheRate(sender, parts);
  const encoding = request.headers["content-encoding"] ?? "identity";
  if (encoding !== "identity") throw unsupported(`a body with content-encoding ${encoding}`);
  return sender;
}

async function takeBody(
  request: FastifyRequest,
  sender: Sender,
  parts: CollectorParts,
): Promise<Answer> {
  // No content type at all: then nothing has read the body.
  if (!Buffer.isBuffer(request.body)) throw unsupported("a request without content type and body");
  const body = request.body;
  const { answer, records } = collectEvents({ body, headers: request.headers, sender }, Date.now());
  await deliver(records, sender, body.length, parts);
  return answer;
}
