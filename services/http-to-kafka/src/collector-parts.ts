// What the routes of the collector work with; main.ts puts it together.
import type { EventMapping } from "@mimamori/event-sources";
import type { Log } from "@mimamori/service-lifecycle";
import type { CollectorMetrics } from "./collector-metrics.ts";
import type { RateLimit } from "./rate-limit.ts";
import type { RecordStore } from "./store-records.ts";
import type { WebhookSecrets } from "./webhook-secrets.ts";
import type { WriteKey } from "./write-keys.ts";

export interface CollectorParts {
  readonly writeKeys: readonly WriteKey[];
  readonly webhookSecrets: WebhookSecrets;
  readonly eventMapping: EventMapping;
  readonly rateLimit: RateLimit;
  readonly store: RecordStore;
  readonly metrics: CollectorMetrics;
  readonly log: Log;
}
