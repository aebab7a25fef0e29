// To the collector, as a customer's own systems would send: CloudEvents in JSON, many per request. In: deliveries. Out: requests,
// each answered. What the collector refuses for its content is final (it keeps it as a dead letter); "too many" and "not now" are
// waited for and sent again. A topic is the collector's to choose, so an event in the wrong topic cannot be sent this way.
import { setTimeout as sleep } from "node:timers/promises";
import type { Delivery } from "./delivery.ts";
import { SimulatorError } from "./errors.ts";
import type { Sink } from "./sink.ts";

const EVENTS_PER_REQUEST = 500;
const ATTEMPTS = 60;
const LONGEST_WAIT_MS = 5_000;
/** The collector answers 503 long before that, if it lives. */
const ANSWER_TIMEOUT_MS = 30_000;

/** The collector must know the key as one that may set knownat. */
export function connectHttpSink(collectorUrl: string, writeKey: string): Promise<Sink> {
  const url = new URL("/v1/events", collectorUrl);
  const post = (body: string, contentType: string): Promise<void> =>
    postUntilAnswered(url, { body, contentType, writeKey });
  return Promise.resolve({
    canSend: (delivery) => !(delivery.kind === "bad" && delivery.code === "wrong_topic"),
    async send(batch) {
      const alone = batch.filter(isNoJson);
      const together = batch.filter((delivery) => !isNoJson(delivery));
      for (let from = 0; from < together.length; from += EVENTS_PER_REQUEST) {
        const values = together.slice(from, from + EVENTS_PER_REQUEST).map(({ value }) => value);
        await post(`[${values.join(",")}]`, "application/cloudevents-batch+json");
      }
      for (const { value } of alone) await post(value, "application/cloudevents+json");
    },
    close: () => Promise.resolve(),
  });
}

/** One broken text would spoil the JSON of a whole batch. */
function isNoJson(delivery: Delivery): boolean {
  return delivery.kind === "bad" && delivery.code === "not_json";
}

interface Post {
  readonly body: string;
  readonly contentType: string;
  readonly writeKey: string;
}

async function postUntilAnswered(url: URL, post: Post): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const answer = await postOnce(url, post);
    if (answer.status < 300 || answer.status === 400) return;
    const again = answer.status === 429 || answer.status === 503;
    if (!again || attempt === ATTEMPTS) {
      const message = `the collector at ${url.origin} answered ${answer.status}: ${answer.text.slice(0, 300)}`;
      throw new SimulatorError("collector_refused", again, message);
    }
    const waitMs = answer.retryAfterSeconds * 1000 || 100 * 2 ** attempt;
    await sleep(Math.min(waitMs, LONGEST_WAIT_MS));
  }
}

async function postOnce(
  url: URL,
  post: Post,
): Promise<{ status: number; text: string; retryAfterSeconds: number }> {
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": post.contentType, authorization: `Bearer ${post.writeKey}` },
      body: post.body,
      signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
    });
    const retryAfterSeconds = Number(response.headers.get("retry-after") ?? 0);
    return { status: response.status, text: await response.text(), retryAfterSeconds };
  } catch (error) {
    const message = `the collector at ${url.origin} does not answer: is it running?`;
    throw new SimulatorError("collector_unreachable", true, message, { cause: error });
  }
}
