/**
 * What Node is given before a service's main file, wherever one is started (docker-compose.yml has it too).
 *
 * --no-memory-reducer: after eight quiet seconds V8 shrinks its heap, and from then on lets it grow by a third at a time only. Bytes
 * outside the heap count as growth, and a service that takes in requests or records has tens of megabytes of these per second:
 * a burst after a quiet spell then meant some fifteen full collections a second, as long as it lasted, and twice the processor
 * time per event (measured on the collector). Without it the heap is that of a busy service also at night.
 */
export const SERVICE_NODE_ARGUMENTS: readonly string[] = ["--no-memory-reducer"];
