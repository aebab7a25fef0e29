// The tools that call us, by the name that stands in the URL, in WEBHOOK_SECRETS and as their events' source.
import { chargebee } from "./chargebee/map-event.ts";
import { paddle } from "./paddle/map-event.ts";
import { stripe } from "./stripe/map-event.ts";
import type { Webhook } from "./webhook.ts";

export const WEBHOOKS = { chargebee, paddle, stripe } as const satisfies Readonly<
  Record<string, Webhook>
>;

export type WebhookName = keyof typeof WEBHOOKS;

export const WEBHOOK_NAMES = Object.keys(WEBHOOKS) as readonly WebhookName[];

export function isWebhookName(name: string): name is WebhookName {
  return Object.hasOwn(WEBHOOKS, name);
}
