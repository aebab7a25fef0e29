// The tools that call us, by the name that stands in the URL, in WEBHOOK_SECRETS and as their events' source.
import { beamer } from "./beamer/map-answers.ts";
import { chargebee } from "./chargebee/map-event.ts";
import { formrun } from "./formrun/map-answer.ts";
import { intercom } from "./intercom/map-event.ts";
import { paddle } from "./paddle/map-event.ts";
import { stripe } from "./stripe/map-event.ts";
import { zendesk } from "./zendesk/map-event.ts";
import type { Webhook } from "./webhook.ts";

export const WEBHOOKS = {
  beamer,
  chargebee,
  formrun,
  intercom,
  paddle,
  stripe,
  zendesk,
} as const satisfies Readonly<Record<string, Webhook>>;

export type WebhookName = keyof typeof WEBHOOKS;

export const WEBHOOK_NAMES = Object.keys(WEBHOOKS) as readonly WebhookName[];

export function isWebhookName(name: string): name is WebhookName {
  return Object.hasOwn(WEBHOOKS, name);
}
