// In: Beamer's API. Out: its NPS answers of a span of time, page by page, each with the place to go on from.
// After a crash the last stored place is where it goes on: pages overlap at their edge, and an answer again is the same event.
// Source: Beamer API reference: GET /nps?dateFrom&dateTo&maxResults, at most 100 answers, key in the header Beamer-Api-Key.
import { PullError } from "../errors.ts";
import { isObject, listOf } from "../read-values.ts";
import { isoTime } from "../source-event.ts";
import type { MappedMessage } from "../source-event.ts";
import { timestampAt } from "../timestamps.ts";
import { mapBeamerAnswers } from "./map-answers.ts";
import type { BeamerContext } from "./map-answers.ts";

const MOST_PER_PAGE = 100;

/** What is still to be asked for: ISO times, both ends included. */
export interface NpsPlace {
  readonly dateFrom: string;
  readonly dateTo: string;
}

export interface NpsPage {
  readonly messages: readonly MappedMessage[];
  /** To be kept once the messages are stored; undefined after the last page: the next pull begins where this one's span ends. */
  readonly next: NpsPlace | undefined;
}

export interface BeamerAccess extends BeamerContext {
  /** https://api.getbeamer.com/v0 */
  readonly apiUrl: string;
  readonly apiKey: string;
  readonly fetch: typeof fetch;
}

/**
 * The pages of a span. Its end is fixed, so that new answers do not move the pages.
 * @throws PullError, retryable when Beamer is too busy or away.
 */
export async function* pullNps(from: NpsPlace, access: BeamerAccess): AsyncGenerator<NpsPage> {
  let place: NpsPlace | undefined = from;
  while (place !== undefined) {
    const query = new URLSearchParams({ ...place, maxResults: String(MOST_PER_PAGE) });
    const answers: readonly unknown[] = listOf(await getJson(`/nps?${query.toString()}`, access));
    const next: NpsPlace | undefined =
      answers.length < MOST_PER_PAGE ? undefined : placeBehind(answers, place);
    yield { messages: mapBeamerAnswers(answers, access), next };
    place = next;
  }
}

/** What a full page leaves of its span: the newer part where the oldest come first, else the older. */
function placeBehind(answers: readonly unknown[], place: NpsPlace): NpsPlace {
  const times = answers.flatMap((answer) => timestampAt(answer, "date") ?? []);
  const [first, last] = [times[0], times.at(-1)];
  if (first === undefined || last === undefined || first === last) {
    const reason = `Beamer has more than ${MOST_PER_PAGE} answers of one moment between ${place.dateFrom} and ${place.dateTo}, and no way to ask for the others`;
    throw new PullError("source_refuses", reason, false);
  }
  return first < last ? { ...place, dateFrom: isoTime(last) } : { ...place, dateTo: isoTime(last) };
}

async function getJson(path: string, { apiUrl, apiKey, fetch }: BeamerAccess): Promise<unknown> {
  try {
    const response = await fetch(`${apiUrl}${path}`, { headers: { "beamer-api-key": apiKey } });
    if (response.ok) return await response.json();
    await response.body?.cancel();
    throw refusalOf(response.status);
  } catch (error) {
    if (error instanceof PullError) throw error;
    const reason = isObject(error) && "cause" in error ? error["cause"] : error;
    throw new PullError("source_away", `Beamer cannot be reached: ${String(reason)}`, true);
  }
}

function refusalOf(status: number): PullError {
  if (status === 429 || status >= 500) {
    return new PullError("source_away", `Beamer answers ${status}: pull again later`, true);
  }
  const hint = status === 401 || status === 403 ? ": check the API key" : "";
  return new PullError("source_refuses", `Beamer answers ${status}${hint}`, false);
}
