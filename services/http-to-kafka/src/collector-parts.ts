// What the routes of the collector work with; main.ts puts it together.
import type { EventMapping } from "@mimamori/event-sources";
import type { TokenBuckets } from "@mimamori/rate-limits";
import type { Log } from "@mimamori/service-lifecycle";
import type { CollectorMetrics } from "./collector-metrics.ts";
import type { RecordStore } from "./store-records.ts";
import type { WebhookSecrets } from "./webhook-secrets.ts";
import type { WriteKeys } from "./write-keys.ts";

export interface CollectorParts {
  readonly writeKeys: WriteKeys;
  readonly webhookSecrets: WebhookSecrets;
  readonly eventMapping: EventMapping;
  readonly buckets: TokenBuckets;
  /** The rate of each tool that calls us. */
  readonly webhookEventsPerSecond: number;
  readonly store: RecordStore;
  readonly metrics: CollectorMetrics;
  readonly log: Log;
}
