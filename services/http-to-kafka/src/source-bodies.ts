// What all routes of other tools' wire formats have: any content type (they send what they like), gzip, and a body in memory.
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { DEEPEST_NESTING, isNestedDeeperThan } from "@mimamori/event-contracts";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { LARGEST_BODY_BYTES } from "./answer-error.ts";
import { RequestError } from "./errors.ts";
import { readJson } from "./read-json.ts";
import type { JsonRead } from "./read-json.ts";

const unzip = promisify(gunzip);

/** Registers routes in a scope of their own, whose bodies come as bytes whatever their content type. */
export function addSourceScope(
  server: FastifyInstance,
  addRoutes: (scope: FastifyInstance) => void,
): void {
  void server.register((scope, _options, done) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, parsed) => {
      parsed(null, body);
    });
    addRoutes(scope);
    done();
  });
}

/**
 * The body as the sender wrote it, unpacked. Gzip is known by its first bytes, which no JSON has: some libraries say it in a header,
 * some in the query.
 * @throws RequestError `body_too_large`, before a bomb of compressed zeroes has unfolded; `unsupported_media_type`.
 */
export async function bodyOf(request: FastifyRequest): Promise<Buffer> {
  const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  const encoding = request.headers["content-encoding"] ?? "identity";
  if (encoding !== "identity" && encoding !== "gzip") {
    const message = `content-encoding ${encoding} cannot be read; send gzip or none`;
    throw new RequestError(415, "unsupported_media_type", message);
  }
  if (body[0] !== 0x1f || body[1] !== 0x8b) return body;
  try {
    return await unzip(body, { maxOutputLength: LARGEST_BODY_BYTES });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ERR_BUFFER_TOO_LARGE") return body;
    const message = `the unpacked body is larger than ${LARGEST_BODY_BYTES} bytes; send smaller batches`;
    throw new RequestError(413, "body_too_large", message);
  }
}

const FORM = "application/x-www-form-urlencoded";

/** The JSON of a body, in a depth that can be written again; the fields of a form are an object of texts. */
export function readSourceJson(body: Buffer, contentType = ""): JsonRead {
  const text = body.toString();
  // curl says so of everything that it sends.
  const isForm = contentType.startsWith(FORM) && !/^\s*[[{]/.test(text);
  if (isForm) {
    return { ok: true, value: Object.fromEntries(new URLSearchParams(text)) };
  }
  const read = readJson(body);
  if (!read.ok || !isNestedDeeperThan(read.value, DEEPEST_NESTING)) return read;
  return {
    ok: false,
    reason: `objects and arrays are nested deeper than ${DEEPEST_NESTING} levels`,
  };
}
