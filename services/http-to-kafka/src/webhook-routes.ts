// The webhooks of other tools: POST /v1/sources/<tool>, or /v1/sources/<tool>/<secret> for those that can send no header.
// 200 the message is understood: its events are in Kafka, or it is in dead-letters, and sending it again would change nothing
// 400 it is no JSON (kept too); 401 it proves no secret of ours; 404 the tool is not connected; 429, 503 send it again later
import { isWebhookName, WEBHOOKS } from "@mimamori/event-sources";
import type { WebhookName, WebhookRequest } from "@mimamori/event-sources";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { CollectorParts } from "./collector-parts.ts";
import { deliverMessages, deliverRefusal, mindTheRate } from "./deliver.ts";
import { RequestError } from "./errors.ts";
import { addSourceScope, bodyOf, readSourceJson } from "./source-bodies.ts";
import { webhookSender } from "./sender.ts";
import type { Sender } from "./sender.ts";

interface Params {
  readonly tool: string;
  readonly secret?: string;
}

export function addWebhookRoutes(server: FastifyInstance, parts: CollectorParts): void {
  const senders = new Map<WebhookName, Sender>();
  for (const source of parts.webhookSecrets.keys()) {
    senders.set(source, webhookSender(source, parts.webhookEventsPerSecond));
  }
  addSourceScope(server, (scope) => {
    for (const path of ["/v1/sources/:tool", "/v1/sources/:tool/:secret"]) {
      scope.post<{ Params: Params }>(path, (request, reply) => {
        const { tool, secret } = request.params;
        const sender = isWebhookName(tool) ? senders.get(tool) : undefined;
        if (!isWebhookName(tool) || sender === undefined) throw notConnected();
        return take({ tool, secret, sender, request, reply, parts });
      });
    }
  });
}

interface Call {
  readonly tool: WebhookName;
  readonly secret: string | undefined;
  readonly sender: Sender;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly parts: CollectorParts;
}

async function take({ tool, secret, sender, request, reply, parts }: Call): Promise<FastifyReply> {
  const body = await bodyOf(request);
  const receivedAtMs = Date.now();
  const { headers } = request;
  proveSecret(tool, { headers, body, pathSecret: secret, receivedAtMs }, parts);
  mindTheRate(sender, parts);
  const origin = { sender, format: tool };
  const read = readSourceJson(body, headers["content-type"]);
  if (!read.ok) {
    const refusal = { code: "not_json", reason: read.reason } as const;
    await deliverRefusal(refusal, body, origin, parts);
    return reply.code(400).send({ refused: [refusal] });
  }
  const context = { source: sender.source, receivedAtMs, mapping: parts.eventMapping };
  const messages = WEBHOOKS[tool].mapBody(read.value, context);
  const refused = await deliverMessages(messages, origin, body.length, parts);
  return reply.send(refused.length === 0 ? { received: true } : { received: true, refused });
}

function proveSecret(tool: WebhookName, request: WebhookRequest, parts: CollectorParts): void {
  const secrets = parts.webhookSecrets.get(tool) ?? [];
  const distrust = WEBHOOKS[tool].findDistrust(request, secrets);
  if (distrust !== undefined) throw new RequestError(401, "unauthorized", distrust);
}

function notConnected(): RequestError {
  const message = "no secret of this tool stands in WEBHOOK_SECRETS";
  return new RequestError(404, "not_connected", message);
}
