// In: WEBHOOK_SECRETS. Out: the secrets of each tool that may call us; a tool without any is not connected.
import { isWebhookName, WEBHOOK_NAMES } from "@mimamori/event-sources";
import type { WebhookName } from "@mimamori/event-sources";

export type WebhookSecrets = ReadonlyMap<WebhookName, readonly string[]>;

export type WebhookSecretsRead =
  | { readonly ok: true; readonly secrets: WebhookSecrets }
  | { readonly ok: false; readonly problem: string };

/**
 * Reads `<tool>:<secret>` with commas between; a tool may stand several times, while its secret is changed. A secret may contain
 * colons. Problems name an entry's place, never its content.
 */
export function readWebhookSecrets(text: string): WebhookSecretsRead {
  const secrets = new Map<WebhookName, string[]>();
  const wrong: number[] = [];
  const entries = text.trim() === "" ? [] : text.split(",");
  for (const [index, entry] of entries.entries()) {
    const [, tool = "", secret = ""] = /^\s*([a-z]+):(.*?)\s*$/.exec(entry) ?? [];
    if (!isWebhookName(tool) || secret === "") wrong.push(index + 1);
    else secrets.set(tool, [...(secrets.get(tool) ?? []), secret]);
  }
  if (wrong.length === 0) return { ok: true, secrets };
  const places = `${wrong.length === 1 ? "entry" : "entries"} ${wrong.join(", ")}`;
  const problem = `expected <tool>:<secret> as ${places}, the tool one of ${WEBHOOK_NAMES.join(", ")}`;
  return { ok: false, problem };
}
