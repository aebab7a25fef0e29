// Where records go. In: batches of deliveries. Out: a promise that resolves when the other side has acknowledged them all.
import type { Delivery } from "./delivery.ts";

export interface Sink {
  /** False for what there is no way to send here; it is left out, and out of the ledger. */
  canSend(delivery: Delivery): boolean;
  /** Calls may overlap. */
  send(batch: readonly Delivery[]): Promise<void>;
  close(): Promise<void>;
}
