// In: whatever a route has thrown. Out: the status, the headers and the body that a sender can act on. Never a body or key in a log.
import type { FastifyReply } from "fastify";
import type { Log } from "@mimamori/service-lifecycle";
import { RequestError } from "./errors.ts";
import { CONTENT_TYPES } from "./read-body.ts";

export const LARGEST_BODY_BYTES = 1024 * 1024;

export function unauthorized(): RequestError {
  return new RequestError(401, "unauthorized", "send Authorization: Bearer <write key>");
}

export function unsupported(what: string): RequestError {
  const message = `${what} cannot be read; send ${CONTENT_TYPES.join(", ")}, uncompressed`;
  return new RequestError(415, "unsupported_media_type", message);
}

export function answerError(error: unknown, reply: FastifyReply, log: Log): FastifyReply {
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
export function asRequestError(error: unknown): RequestError | undefined {
  if (error instanceof RequestError) return error;
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "FST_ERR_CTP_BODY_TOO_LARGE") {
    const message = `the body is larger than ${LARGEST_BODY_BYTES} bytes; send smaller batches`;
    return new RequestError(413, "body_too_large", message);
  }
  if (code === "FST_ERR_CTP_INVALID_MEDIA_TYPE") return unsupported("this content type");
  return undefined;
}
