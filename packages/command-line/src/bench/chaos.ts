/**
 * `bench chaos`: everything is killed and cut again and again while events come in; in the end nothing may be lost, extra or counted
 * wrongly.
 *
 * Two workers share four partitions; half of the events come through the collector, half straight to the topics. A plan drawn from the
 * seed kills workers, collector, Kafka, ClickHouse and Redis with SIGKILL, and breaks connections by proxies (chaos/fault-plan.ts).
 * figures.lost and extra: events, dead letters and raw rows beside the ledger of what was acknowledged. factsWrong: days of usage that
 * a recount of the ledger finds different, and rows of facts that one clean run over the same topics makes differently.
 * figures.longestStandstillMs: the longest time in which nothing new of one of the partitions became a row. recovery…Ms: by kind of fault,
 * from its begin until everything sent after its end got through in all partitions; whatever else broke meanwhile counts in.
 */
import { readCompanyConfig } from "@mimamori/company-config";
import { CommandError } from "../errors.ts";
import { type ProxiedInstallation, startProxiedInstallation } from "../testing.ts";
import type { BenchResult, BenchSurroundings } from "./bench.ts";
import { countDifferences, settle } from "./chaos/clean-run.ts";
import { FAULT_KINDS, type FaultKind, KILLED, planFaults } from "./chaos/fault-plan.ts";
import { compareDeadLetters, compareEvents, countWrongUsage } from "./chaos/judge.ts";
import { type Course, runChaos } from "./chaos/run-chaos.ts";
import { quantile, recoveryTimes, renderTimeline } from "./chaos/timeline.ts";

const MINUTES = 10;
const SEED = 1;
const EVENTS_PER_SECOND = 300;
const SETTLE_WITHIN_MS = 300_000;
const WORKER = "kafka-to-clickhouse";

interface Verdict {
  readonly lost: number;
  readonly extra: number;
  readonly factsWrong: number;
}

async function judge(
  installation: ProxiedInstallation,
  { ledger }: Course,
  { checkout, say }: BenchSurroundings,
): Promise<Verdict> {
  const { tables, direct } = installation;
  say("waiting until everything is in raw rows and facts …");
  await settle(tables, direct, SETTLE_WITHIN_MS);
  await Promise.all([1, 2].map((copy) => installation.stop(WORKER, copy)));
  say("comparing with what was acknowledged …");
  const events = await compareEvents(tables, ledger);
  const letters = await compareDeadLetters(tables, ledger);
  const { company } = await readCompanyConfig(`${checkout}/config`);
  const wrongUsage = await countWrongUsage(tables, ledger, company.timeZone);
  say("one clean run over the same topics …");
  const clean = await countDifferences(installation, SETTLE_WITHIN_MS);
  return {
    lost: events.lost + letters.lost,
    extra: events.extra + letters.extra + clean.raw,
    factsWrong: wrongUsage + clean.facts,
  };
}

/** For each kind of fault that struck. */
function byKind(course: Course, figure: (kind: FaultKind) => number): Record<string, number> {
  const kinds = FAULT_KINDS.filter((kind) => course.struck.some((struck) => struck.kind === kind));
  return Object.fromEntries(kinds.map((kind) => [kind, figure(kind)]));
}

function counts({ struck }: Course, kinds: readonly FaultKind[]): Record<string, number> {
  return Object.fromEntries(
    kinds.map((kind) => [kind, struck.filter((fault) => fault.kind === kind).length]),
  );
}

function resultOf(course: Course, verdict: Verdict): BenchResult {
  const ofKind = (kind: FaultKind) => course.struck.filter((struck) => struck.kind === kind);
  const { lost, extra, factsWrong } = verdict;
  const broken = lost + extra + factsWrong > 0;
  return {
    ratios: {},
    figures: {
      acknowledged: course.ledger.events.size + course.ledger.bad.size,
      recordsAcknowledged: course.ledger.records(),
      lost,
      extra,
      factsWrong,
      kills: counts(course, KILLED),
      otherFaults: counts(course, ["cut", "delay", "halve", "join"]),
      longestStandstillMs: course.longestStandstillMs,
      recoveryP50Ms: byKind(course, (kind) => quantile(recoveryTimes(ofKind(kind)), 0.5)),
      recoveryMaxMs: byKind(course, (kind) => quantile(recoveryTimes(ofKind(kind)), 1)),
      endedByThemselves: course.endedByThemselves,
      seconds: course.lengthMs / 1_000,
    },
    failure: broken
      ? `${lost} of what was acknowledged are lost, ${extra} rows are extra and ${factsWrong} facts are wrong: the promise of README.md is broken; run it again with the same --seed and look at the services' logs.`
      : undefined,
  };
}

/** Runs the bench on engines of its own. Throws CommandError, ClickhouseError, KafkaStreamError. */
export async function bench(surroundings: BenchSurroundings): Promise<BenchResult> {
  const { say, seed = SEED, minutes = MINUTES } = surroundings;
  const lengthMs = minutes * 60_000;
  const faults = planFaults(seed, lengthMs);
  const installation = await startProxiedInstallation();
  try {
    await installation.start("http-to-kafka");
    await Promise.all([1, 2].map((copy) => installation.start(WORKER, copy)));
    say(
      `seed ${seed}: ${faults.length} faults in ${minutes} minutes, ${EVENTS_PER_SECOND} events/s …`,
    );
    const plan = { seed, faults, lengthMs, eventsPerSecond: EVENTS_PER_SECOND };
    const course = await runChaos(installation, plan, say);
    say(renderTimeline(course.struck, course.rowsAt, course.lengthMs));
    return resultOf(course, await judge(installation, course, surroundings));
  } catch (error) {
    if (!(error instanceof Error) || "retryable" in error) throw error;
    throw new CommandError("failed", `the run could not be finished: ${error.message}`, {
      cause: error,
    });
  } finally {
    await installation.remove();
  }
}
