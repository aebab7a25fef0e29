/** Reads the next part while the last one is worked on: the server and this process are busy at the same time. Holds two parts. */

/** What `read` makes of the items, in their order. When the caller stops, or a read fails, nothing more is begun. */
export async function* readAhead<Item, Part>(
  items: Iterable<Item> | AsyncIterable<Item>,
  read: (item: Item, index: number) => Promise<Part>,
): AsyncGenerator<Part, void, undefined> {
  let coming: Promise<Part> | undefined;
  let index = 0;
  for await (const item of items) {
    const next = read(item, index++);
    // Whoever waits for it later is told; until then it must not end the process.
    next.catch(() => undefined);
    if (coming !== undefined) yield await coming;
    coming = next;
  }
  if (coming !== undefined) yield await coming;
}
