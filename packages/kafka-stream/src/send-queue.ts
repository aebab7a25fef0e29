// In: sends of a few records each, many at once. Out: few large ones, as large as what has come while the last were under way.
// A request costs the broker and us the same whether it carries one record or hundreds, so a producer that is busy collects, and one
// that is not sends at once: nothing ever waits for more to come. Pure of Kafka.

/** Of one topic. More would make smaller requests, one would leave the broker idle while an answer is on its way. */
const MOST_UNDER_WAY = 2;

interface Waiting<Item> {
  readonly items: readonly Item[];
  readonly resolve: () => void;
  readonly reject: (reason: unknown) => void;
}

export class SendQueue<Item> {
  readonly #deliver: (items: readonly Item[]) => Promise<void>;
  readonly #mostItems: number;
  #waiting: Waiting<Item>[] = [];
  #underWay = 0;

  /** @param mostItems after which a delivery takes no further send; a send is never divided. */
  constructor(deliver: (items: readonly Item[]) => Promise<void>, mostItems: number) {
    this.#deliver = deliver;
    this.#mostItems = mostItems;
  }

  /** Resolves when these items are delivered. Rejects as a delivery of theirs did: of some that went together, or of them alone. */
  send(items: readonly Item[]): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<undefined>();
    this.#waiting.push({
      items,
      resolve: () => {
        resolve(undefined);
      },
      reject,
    });
    this.#deliverWaiting();
    return promise;
  }

  #deliverWaiting(): void {
    while (this.#underWay < MOST_UNDER_WAY && this.#waiting.length > 0) {
      this.#underWay += 1;
      void this.#deliverTogether(this.#takeWaiting()).finally(() => {
        this.#underWay -= 1;
        this.#deliverWaiting();
      });
    }
  }

  /** Whole sends, at least one. */
  #takeWaiting(): Waiting<Item>[] {
    let items = 0;
    const full = this.#waiting.findIndex((send) => {
      const before = items;
      items += send.items.length;
      return before > 0 && items > this.#mostItems;
    });
    return this.#waiting.splice(0, full === -1 ? this.#waiting.length : full);
  }

  /** Never rejects. */
  async #deliverTogether(sends: readonly Waiting<Item>[]): Promise<void> {
    try {
      await this.#deliver(sends.flatMap(({ items }) => items));
      for (const { resolve } of sends) resolve();
    } catch (error) {
      // What passes is passed on: each sender repeats its own. What does not may be the fault of one of them.
      if (sends.length === 1 || isRetryable(error)) for (const { reject } of sends) reject(error);
      else for (const send of sends) await this.#deliverTogether([send]);
    }
  }
}

function isRetryable(error: unknown): boolean {
  return error instanceof Error && "retryable" in error && error.retryable === true;
}
