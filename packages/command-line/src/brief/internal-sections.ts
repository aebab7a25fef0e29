/** The part that only the company's own people see: how it judges the customer, and why. In: rows. Out: Html. Pure. */
import { say } from "@mimamori/message-catalogue";
import { drawLine } from "./time-plot.ts";
import type { InternalFacts } from "./internal-facts.ts";
import { html, type Html } from "./html.ts";
import {
  type Figure,
  figure,
  figures,
  labelled,
  longTable,
  missing,
  section,
  sentence,
  type Speech,
  table,
} from "./page-parts.ts";
import { type Quarter, weeksOf } from "./quarter.ts";

const MOST_REASONS = 20;

/** `currency` is the reporting currency; `isOtherLanguage`: the stored sentences are in the company's language, not the page's. */
export interface InternalPage {
  readonly facts: InternalFacts;
  readonly currency: string;
  readonly isOtherLanguage: boolean;
}

export function internalSections(speech: Speech, page: InternalPage, quarter: Quarter): Html[] {
  return [
    healthSection(speech, page, quarter),
    outlookSection(speech, page),
    renewalSection(speech, page),
  ];
}

function healthSection(
  speech: Speech,
  { facts, isOtherLanguage }: InternalPage,
  quarter: Quarter,
): Html {
  const { language, formats } = speech;
  const { health } = facts;
  const title = say(language, "brief.health");
  if (health === undefined) return section(title, [missing(say(language, "brief.not-scored"))]);
  const day = formats.day(health.scored_on);
  const notes = [health.cap, health.override].filter((words) => words !== "");
  return section(title, [
    figures(speech, [
      {
        label: say(language, "brief.health-score"),
        value: health.score === null ? "–" : formats.number(health.score),
        note: `${say(language, `band.${health.band}`)} · ${say(language, "brief.as-of", { day })}`,
      },
      {
        label: say(language, "brief.coverage"),
        value: formats.percent(health.coverage),
        note: `${say(language, "move.scorecard.name")}: ${health.scorecard}`,
      },
    ]),
    ...notes.map(sentence),
    ...(isOtherLanguage ? [sentence(say(language, "brief.company-language"))] : []),
    ...scoresPlot(speech, facts, quarter),
    ...reasons(speech, facts),
    ...moves(speech, facts),
  ]);
}

function scoresPlot({ language, formats }: Speech, facts: InternalFacts, quarter: Quarter): Html[] {
  const scores = new Map(facts.scores.map(({ week, score }) => [week, score]));
  if (facts.scores.length < 2) return [sentence(say(language, "brief.no-score-history"))];
  const weeks = weeksOf(quarter);
  const points = weeks.map((week) => {
    const value = scores.get(week) ?? null;
    const words = value === null ? "–" : formats.number(value);
    return { value, title: `${formats.day(week)}: ${words}`, isPale: false };
  });
  const title = say(language, "brief.score-by-week");
  const drawn = drawLine({
    ...{ title, points, most: 100, mostLabel: "100", zeroLabel: "0" },
    firstLabel: formats.day(quarter.earlier),
    lastLabel: formats.day(weeks.at(-1) ?? quarter.from),
  });
  return [figure(drawn, title)];
}

function reasons(speech: Speech, facts: InternalFacts): readonly Html[] {
  const { language, formats } = speech;
  if (facts.reasons.length === 0) return [];
  const columns = [
    { title: say(language, "brief.reason") },
    { title: say(language, "brief.points"), isNumber: true },
    { title: say(language, "brief.weight"), isNumber: true },
    { title: say(language, "brief.lost-points"), isNumber: true },
  ];
  const rows = facts.reasons.map((one) => [
    one.reason,
    one.points === null ? say(language, "brief.no-data") : formats.number(one.points),
    formats.percent(one.effective_weight),
    one.points === null ? "–" : formats.number(one.lost_points),
  ]);
  return [
    html`<h3>${say(language, "brief.reasons")}</h3>`,
    ...longTable(speech, columns, rows, MOST_REASONS),
  ];
}

function moves(speech: Speech, { moves: parts }: InternalFacts): Html[] {
  const { language, formats } = speech;
  const [first] = parts;
  const title = html`<h3>${say(language, "brief.moves")}</h3>`;
  if (first === undefined) return [title, sentence(say(language, "brief.no-moves"))];
  const words = say(language, "brief.moved", {
    before: formats.number(first.score_before),
    after: formats.number(first.score_after),
    since: formats.day(first.previous_on),
    through: formats.day(first.on),
  });
  const rows = parts.map(({ label, reason, points }) => [
    label === "" ? reason : `${label}: ${reason}`,
    `${points > 0 ? "+" : ""}${formats.number(points)}`,
  ]);
  const columns = [
    { title: say(language, "brief.part") },
    { title: say(language, "brief.points"), isNumber: true },
  ];
  return [title, sentence(words), table(columns, rows)];
}

function outlookSection(speech: Speech, page: InternalPage): Html {
  const { language } = speech;
  const { tier } = page.facts;
  const tierWords =
    tier === undefined
      ? missing(say(language, "brief.no-tier"))
      : labelled(say(language, "brief.tier"), say(language, `tier.${tier.tier}`), tier.reason);
  return section(say(language, "brief.outlook"), [
    ...churn(speech, page),
    ...lifetimeValue(speech, page),
    tierWords,
  ]);
}

function churn(speech: Speech, { facts }: InternalPage): Html[] {
  const { language, formats } = speech;
  const risk = facts.churn;
  if (risk === undefined) return [missing(say(language, "brief.no-churn-run"))];
  if (risk.status !== "scored") return [sentence(say(language, `brief.churn.${risk.status}`))];
  const range = (low: number | null, high: number | null): string =>
    low === null || high === null
      ? ""
      : say(language, "brief.interval", { low: formats.percent(low), high: formats.percent(high) });
  const decision = risk.next_decision_on === null ? null : formats.day(risk.next_decision_on);
  const not = range(risk.not_renewing_low, risk.not_renewing_high);
  const share = (value: number | null): string | null =>
    value === null ? null : formats.percent(value);
  return [
    figures(speech, [
      { label: say(language, "brief.churn-90"), value: share(risk.within_90_days) },
      {
        label: say(language, "brief.not-renewing"),
        value: share(risk.not_renewing),
        note:
          decision === null
            ? not
            : `${say(language, "brief.decides-by", { day: decision })} ${not}`,
      },
    ]),
  ];
}

function lifetimeValue(speech: Speech, { facts, currency }: InternalPage): Html[] {
  const { language, formats } = speech;
  const { value } = facts;
  if (value === undefined) return [missing(say(language, "brief.no-ltv"))];
  const write = (amount: number | null): string | null =>
    amount === null ? null : formats.wholeMoney(amount, currency);
  const [low, high] = [write(value.months_36_low), write(value.months_36_high)];
  const shown: Figure[] = [
    {
      label: say(language, "brief.ltv-36"),
      value: write(value.months_36),
      note: low === null || high === null ? "" : say(language, "brief.interval", { low, high }),
    },
    { label: say(language, "brief.ltv-unbounded"), value: write(value.unbounded) },
    { label: say(language, "brief.monthly-margin"), value: write(value.monthly_margin) },
  ];
  return [figures(speech, shown)];
}

function renewalSection(speech: Speech, page: InternalPage): Html {
  const { language, formats } = speech;
  const { standing, renewals } = page.facts;
  const because = standing?.because ?? [];
  const risks =
    because.length === 0
      ? []
      : [
          labelled(
            say(language, "brief.at-risk"),
            because.map((one) => say(language, `brief.at-risk.${one}`)).join(" · "),
          ),
        ];
  const title = say(language, "brief.renewal");
  if (renewals.length > 0) return section(title, [...risks, renewalTable(speech, page)]);
  if (standing === undefined || standing.renews_on === null)
    return section(title, [...risks, missing(say(language, "brief.no-renewal"))]);
  const day = formats.day(standing.renews_on);
  return section(title, [...risks, sentence(say(language, "brief.renews-on", { day }))]);
}

function renewalTable({ language, formats }: Speech, { facts, currency }: InternalPage): Html {
  const dayOr = (day: string | null): string => (day === null ? "–" : formats.day(day));
  const how = (auto: number | null): string =>
    auto === null ? "–" : say(language, auto === 1 ? "brief.renews-itself" : "brief.renews-signed");
  const titles = [
    "brief.plan",
    "brief.renews",
    "brief.notice-by",
    "brief.how",
    "brief.foreseen",
  ] as const;
  const columns = [
    ...titles.map((key) => ({ title: say(language, key) })),
    { title: say(language, "value.arr"), isNumber: true },
  ];
  const rows = facts.renewals.map((one) => [
    one.plan,
    formats.day(one.renews_on),
    dayOr(one.notice_deadline_on),
    how(one.auto_renew),
    say(language, `brief.outlook.${one.outlook}`),
    one.arr === null ? say(language, "brief.unknown") : formats.wholeMoney(one.arr, currency),
  ]);
  return table(columns, rows);
}
