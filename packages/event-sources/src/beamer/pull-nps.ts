// In: Beamer's API. Out: its NPS answers from a moment on, page by page, oldest first, each page with the place to go on from.
// After a crash the last stored place is where it goes on: pages overlap at their edge, and an answer again is the same event.
// Source: Beamer API reference: GET /nps?dateFrom&dateTo&maxResults&page, at most 100 a page, key in the header Beamer-Api-Key.
import { listOf, nameAt } from "../read-values.ts";
import { PullError } from "../errors.ts";
import type { MappedMessage } from "../source-event.ts";
import { parseTimestamp } from "../timestamps.ts";
import { mapBeamerAnswers } from "./map-answers.ts";
import type { BeamerContext } from "./map-answers.ts";

const MOST_PER_PAGE = 100;

/** The answers from `dateFrom` on, without the first `page` pages of them. */
export interface NpsPlace {
  readonly dateFrom: string;
  readonly dateTo: string;
  readonly page: number;
}

export interface NpsPage {
  readonly messages: readonly MappedMessage[];
  /** To be kept once the messages are stored; undefined after the last page: the next pull begins at this one's `dateTo`. */
  readonly next: NpsPlace | undefined;
}

export interface BeamerAccess extends BeamerContext {
  /** https://api.getbeamer.com/v0 */
  readonly apiUrl: string;
  readonly apiKey: string;
  readonly fetch: typeof fetch;
}

/**
 * The window is fixed by `dateTo`, so that pages do not move while new answers come in.
 * @throws PullError, retryable when Beamer is too busy or away.
 */
export async function pullNpsPage(place: NpsPlace, access: BeamerAccess): Promise<NpsPage> {
  const { dateFrom, dateTo, page } = place;
  const query = new URLSearchParams({
    dateFrom,
    dateTo,
    page: String(page),
    maxResults: String(MOST_PER_PAGE),
  });
  const answers = listOf(await getJson(`/nps?${query.toString()}`, access));
  const messages = mapBeamerAnswers(answers, access);
  const next = answers.length < MOST_PER_PAGE ? undefined : { ...place, page: page + 1 };
  return { messages: oldestFirst(messages, answers), next };
}

/** All pages from a place on. */
export async function* pullNps(from: NpsPlace, access: BeamerAccess): AsyncGenerator<NpsPage> {
  let place: NpsPlace | undefined = from;
  while (place !== undefined) {
    const page: NpsPage = await pullNpsPage(place, access);
    yield page;
    place = page.next;
  }
}

function oldestFirst(
  messages: readonly MappedMessage[],
  answers: readonly unknown[],
): readonly MappedMessage[] {
  const timeOf = (index: number): number =>
    parseTimestamp(nameAt(answers[index], "date") ?? "") ?? 0;
  return [...messages.keys()]
    .sort((left, right) => timeOf(left) - timeOf(right))
    .flatMap((index) => messages[index] ?? []);
}

async function getJson(path: string, { apiUrl, apiKey, fetch }: BeamerAccess): Promise<unknown> {
  let response: Response;
  try {
    response = await fetch(`${apiUrl}${path}`, { headers: { "beamer-api-key": apiKey } });
  } catch (error) {
    throw new PullError("source_away", `Beamer cannot be reached: ${String(error)}`, true);
  }
  if (response.ok) return response.json();
  const { status } = response;
  await response.body?.cancel();
  if (status === 401 || status === 403) {
    throw new PullError("source_refuses", `Beamer answers ${status}: check the API key`, false);
  }
  const busy = status === 429 || status >= 500;
  throw new PullError(busy ? "source_away" : "source_refuses", `Beamer answers ${status}`, busy);
}
