/** Requests to the collector from this process: as fast as it answers, or at a steady rate whatever it does. */
import http from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { CommandError } from "../errors.ts";

export interface Target {
  readonly url: string;
  readonly writeKey: string;
  /** Sent in turn. */
  readonly bodies: readonly Buffer[];
  readonly contentType: string;
}

export interface LoadResult {
  readonly requests: number;
  readonly seconds: number;
  /** Of every request, from the moment when it was due. */
  readonly latenciesMs: readonly number[];
}

/** Each of so many connections sends its next request when the last is answered. @throws CommandError for any answer but 202. */
export async function sendAsFastAsAnswered(
  target: Target,
  connections: number,
  forSeconds: number,
): Promise<LoadResult> {
  const agent = new http.Agent({ keepAlive: true, maxSockets: connections });
  const latenciesMs: number[] = [];
  const begun = performance.now();
  const sendInTurn = async (): Promise<void> => {
    while (performance.now() - begun < forSeconds * 1000) {
      const sentAt = performance.now();
      await post(target, agent, latenciesMs.length);
      latenciesMs.push(performance.now() - sentAt);
    }
  };
  await Promise.all(Array.from({ length: connections }, sendInTurn));
  agent.destroy();
  return resultOf(latenciesMs, begun);
}

/** A request every 1 / `perSecond` s, also while others are not answered: an overloaded collector cannot slow its senders down. */
export async function sendAtRate(
  target: Target,
  perSecond: number,
  forSeconds: number,
): Promise<LoadResult> {
  const agent = new http.Agent({ keepAlive: true });
  const latenciesMs: number[] = [];
  const underWay: Promise<void>[] = [];
  const begun = performance.now();
  const total = Math.floor(perSecond * forSeconds);
  while (underWay.length < total) {
    const due = Math.min(total, ((performance.now() - begun) / 1000) * perSecond);
    while (underWay.length < due) {
      const dueAt = begun + (underWay.length / perSecond) * 1000;
      const answered = post(target, agent, underWay.length).then(() => {
        latenciesMs.push(performance.now() - dueAt);
      });
      // Awaited below; until then a failure must not end the process.
      answered.catch(() => undefined);
      underWay.push(answered);
    }
    await delay(1);
  }
  await Promise.all(underWay);
  agent.destroy();
  return resultOf(latenciesMs, begun);
}

/** The value that so many of 100 do not exceed. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? Number.NaN;
}

function resultOf(latenciesMs: readonly number[], begun: number): LoadResult {
  const seconds = (performance.now() - begun) / 1000;
  return { requests: latenciesMs.length, seconds, latenciesMs };
}

function post(target: Target, agent: http.Agent, number: number): Promise<void> {
  const body = target.bodies[number % target.bodies.length];
  return new Promise((resolve, reject) => {
    const headers = {
      authorization: `Bearer ${target.writeKey}`,
      "content-type": target.contentType,
      "content-length": body?.length ?? 0,
    };
    const request = http.request(`${target.url}/v1/events`, { method: "POST", agent, headers });
    request.on("error", reject);
    request.on("response", (response) => {
      response.resume();
      response.on("end", () => {
        if (response.statusCode === 202) resolve();
        else reject(refused(response.statusCode));
      });
    });
    request.end(body);
  });
}

function refused(status: number | undefined): CommandError {
  return new CommandError(
    "failed",
    `the collector answered ${status ?? "nothing"} instead of 202.`,
  );
}
