// A pull goes on where it stopped, and notes a page only once its events are stored.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { NpsPage, NpsPlace } from "@mimamori/event-sources";
import { afterEach, beforeEach, expect, test } from "vitest";
import { sendPages, spanOf } from "./pull-place.ts";

const NOW_MS = Date.UTC(2026, 5, 1);
const NOW = "2026-06-01T00:00:00.000Z";
let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "pull-place-"));
  file = path.join(folder, "pulls", "beamer.json");
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function page(user: string, next?: NpsPlace): NpsPage {
  const event = {
    specversion: "1.0",
    id: `nps/${user}`,
    source: "beamer",
    type: "engagement.survey_answered.v1",
    subject: `user:${user}`,
    time: "2026-05-01T00:00:00.000Z",
    data: { kind: "nps", score: 9 },
  } as const;
  const messages = [{ original: "", mapped: { outcome: "events", events: [event] } }] as const;
  return { messages, next };
}

async function* pagesOf(...pages: NpsPage[]): AsyncGenerator<NpsPage> {
  for (const each of pages) yield await Promise.resolve(each);
}

const middle: NpsPlace = { dateFrom: "2026-05-01T00:00:00.000Z", dateTo: NOW };

test("the next pull begins where this one's span ended", async () => {
  const span = spanOf(file, "2026-01-01", NOW_MS);
  expect(span).toEqual({ dateFrom: "2026-01-01", dateTo: NOW });
  const sent: string[] = [];
  const target = {
    send: (topic: string) => {
      sent.push(topic);
      return Promise.resolve();
    },
  };
  const summary = await sendPages(pagesOf(page("ann", middle), page("bob")), span, file, target);
  expect(summary).toMatchObject({ events: 2, ignored: 0 });
  expect(sent).toEqual(["engagement.events", "engagement.events"]);
  const later = NOW_MS + 3_600_000;
  expect(spanOf(file, undefined, later)).toEqual({
    dateFrom: NOW,
    dateTo: new Date(later).toISOString(),
  });
});

test("a page that could not be stored is asked for again, its span unchanged", async () => {
  const span = spanOf(file, "2026-01-01", NOW_MS);
  let sends = 0;
  const target = {
    send: () => {
      sends += 1;
      return sends === 2 ? Promise.reject(new Error("away")) : Promise.resolve();
    },
  };
  const pages = pagesOf(page("ann", middle), page("bob"));
  await expect(sendPages(pages, span, file, target)).rejects.toThrow("away");
  expect(spanOf(file, undefined, NOW_MS + 1)).toEqual(middle);
});

test("the first pull has to say from when, and a damaged note says what to do", () => {
  expect(() => spanOf(file, undefined, NOW_MS)).toThrow(/--since/);
  const damaged = path.join(folder, "damaged.json");
  writeFileSync(damaged, "{");
  expect(() => spanOf(damaged, undefined, NOW_MS)).toThrow(/remove it/);
});
