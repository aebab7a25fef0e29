/** What the customer wants, asks and says: goals, tickets, surveys, beside the quarter before. In: rows. Out: Html. Pure. */
import { say } from "@mimamori/message-catalogue";
import type { Answer, CustomerFacts, Goal, Ticket } from "./customer-facts.ts";
import type { Html } from "./html.ts";
import {
  earlier,
  figures,
  ifHeard,
  longTable,
  section,
  sentence,
  type Speech,
  table,
} from "./page-parts.ts";
import { type Compared, mean, median, type Quarter, split } from "./quarter.ts";

const MOST_ROWS = 12;
const PROMOTERS_FROM = 9;
const DETRACTORS_BELOW = 7;

export function goalsSection(speech: Speech, facts: CustomerFacts, quarter: Quarter): Html {
  const { language } = speech;
  return section(
    say(language, "brief.goals"),
    ifHeard(speech, facts, "goals", () => {
      const goals = facts.goals.filter(
        ({ status, changed_on: on }) => status === "open" || on >= quarter.earlier,
      );
      if (goals.length === 0) return [sentence(say(language, "brief.no-goals"))];
      const columns = ["brief.goal", "brief.status", "brief.due", "brief.reached-on"] as const;
      return longTable(
        speech,
        columns.map((key) => ({ title: say(language, key) })),
        goals.map((goal) => goalRow(speech, goal)),
        MOST_ROWS,
      );
    }),
  );
}

function goalRow({ language, formats }: Speech, goal: Goal): string[] {
  const due = goal.due_on === null ? say(language, "brief.no-day") : formats.day(goal.due_on);
  const status =
    goal.is_overdue === 1
      ? say(language, "brief.goal.overdue")
      : say(language, `brief.goal.${goal.status}`);
  return [goal.title, status, due, goal.reached_on === null ? "–" : formats.day(goal.reached_on)];
}

export function ticketsSection(speech: Speech, facts: CustomerFacts, quarter: Quarter): Html {
  const { language, formats } = speech;
  return section(
    say(language, "brief.tickets"),
    ifHeard(speech, facts, "tickets", () => {
      const opened = split(facts.tickets, ({ opened_on: on }) => on, quarter);
      const solved = split(facts.tickets, ({ solved_on: on }) => on ?? "", quarter);
      const hours = (value: number): string =>
        say(language, "brief.hours", { hours: formats.number(value) });
      const first = ({ first_reply_hours: value }: Ticket): number | null => value;
      const whole = ({ hours_to_solve: value }: Ticket): number | null => value;
      return [
        figures(speech, [
          counted(speech, "brief.tickets-opened", opened),
          counted(speech, "brief.tickets-solved", solved),
          typical(speech, "brief.first-reply", medians(opened, first), hours),
          typical(speech, "brief.time-to-solve", medians(solved, whole), hours),
        ]),
      ];
    }),
  );
}

interface Both<T> {
  readonly now: readonly T[];
  readonly before: readonly T[];
}

function counted(
  speech: Speech,
  key: "brief.tickets-opened" | "brief.tickets-solved",
  { now, before }: Both<unknown>,
): { label: string; value: string; note: string } {
  const write = speech.formats.number;
  return {
    label: say(speech.language, key),
    value: write(now.length),
    note: earlier(speech, before.length, write),
  };
}

function typical(
  speech: Speech,
  key: "brief.first-reply" | "brief.time-to-solve",
  { now, before }: Compared,
  write: (value: number) => string,
): { label: string; value: string; note: string } {
  return {
    label: say(speech.language, key),
    value: now === null ? "–" : write(now),
    note: earlier(speech, before, write),
  };
}

function medians({ now, before }: Both<Ticket>, of: (ticket: Ticket) => number | null): Compared {
  const middle = (rows: readonly Ticket[]): number | null =>
    median(rows.map(of).filter((value) => value !== null));
  return { now: middle(now), before: middle(before) };
}

export function surveysSection(speech: Speech, facts: CustomerFacts, quarter: Quarter): Html {
  const { language } = speech;
  return section(
    say(language, "brief.surveys"),
    ifHeard(speech, facts, "engagement", () => {
      const answers = split(facts.answers, ({ answered_on: on }) => on, quarter);
      const kinds = [
        ...new Set([...answers.now, ...answers.before].map(({ kind }) => kind)),
      ].sort();
      if (kinds.length === 0) return [sentence(say(language, "brief.no-answers"))];
      const rows = kinds.map((kind) => {
        const ofKind = (all: readonly Answer[]): Answer[] =>
          all.filter((answer) => answer.kind === kind);
        return surveyRow(speech, kind, ofKind(answers.now), ofKind(answers.before));
      });
      return [
        table(
          [
            { title: say(language, "brief.survey") },
            { title: say(language, "brief.answers"), isNumber: true },
            { title: say(language, "brief.mean-answer"), isNumber: true },
            { title: say(language, "brief.quarter-before"), isNumber: true },
            { title: say(language, "measure.nps.name"), isNumber: true },
          ],
          rows,
        ),
      ];
    }),
  );
}

function surveyRow(
  { language, formats }: Speech,
  kind: string,
  now: readonly Answer[],
  before: readonly Answer[],
): string[] {
  const average = (answers: readonly Answer[]): string => {
    const value = mean(answers.map(({ score }) => score));
    if (value === null) return "–";
    const most = formats.number(Math.max(...answers.map(({ scale_max: end }) => end)));
    return say(language, "brief.of-scale", { score: formats.number(value), most });
  };
  const nps = kind === "nps" ? netPromoterScore(now) : null;
  return [
    kind.toUpperCase(),
    formats.number(now.length),
    average(now),
    average(before),
    nps === null ? "–" : formats.number(nps),
  ];
}

/** Share of promoters less share of detractors, -100 to 100; null without an answer. */
function netPromoterScore(answers: readonly Answer[]): number | null {
  return mean(
    answers.map(({ score }) =>
      score >= PROMOTERS_FROM ? 100 : score < DETRACTORS_BELOW ? -100 : 0,
    ),
  );
}
