/** Adoption: how many people use the product, and which features, beside the quarter before. In: weeks of usage. Out: Html. Pure. */
import { say } from "@mimamori/message-catalogue";
import { drawBars } from "./time-plot.ts";
import type { CustomerFacts } from "./customer-facts.ts";
import type { Html } from "./html.ts";
import {
  comparison,
  earlier,
  figure,
  figures,
  ifHeard,
  longTable,
  section,
  signedPercent,
  type Speech,
} from "./page-parts.ts";
import { type Compared, growth, mean, type Quarter, split, weeksOf } from "./quarter.ts";

const MOST_FEATURES = 12;

export function adoptionSection(speech: Speech, facts: CustomerFacts, quarter: Quarter): Html {
  const { language } = speech;
  return section(
    say(language, "brief.adoption"),
    ifHeard(speech, facts, "usage", () => [
      keyFigures(speech, facts, quarter),
      usersPlot(speech, facts, quarter),
      ...featureTable(speech, facts, quarter),
    ]),
  );
}

/** Without usage since before the quarter before there is nothing to compare with: it had only begun, or has not. */
function isComparable({ firstWeek }: CustomerFacts, { earlier }: Quarter): boolean {
  return firstWeek !== null && firstWeek <= earlier;
}

/** A week without a row is one without users: the source is alive. */
export function weeklyUsers(facts: CustomerFacts, quarter: Quarter): Compared {
  const users = new Map(facts.weeks.map((one) => [one.week, one.users]));
  const { now, before } = split(weeksOf(quarter), (week) => week, quarter);
  const average = (weeks: readonly string[]): number | null =>
    mean(weeks.map((week) => users.get(week) ?? 0));
  return {
    now: average(now),
    before: isComparable(facts, quarter) ? average(before) : null,
  };
}

type Quantities = ReadonlyMap<string, number>;

function quantitiesOf(weeks: CustomerFacts["weeks"]): Quantities {
  const sums = new Map<string, number>();
  for (const { quantities } of weeks)
    for (const [feature, quantity] of Object.entries(quantities))
      if (quantity > 0) sums.set(feature, (sums.get(feature) ?? 0) + quantity);
  return sums;
}

function keyFigures(speech: Speech, facts: CustomerFacts, quarter: Quarter): Html {
  const { language, formats } = speech;
  const users = weeklyUsers(facts, quarter);
  const { now, before } = split(facts.weeks, ({ week }) => week, quarter);
  const features: Compared = {
    now: quantitiesOf(now).size,
    before: isComparable(facts, quarter) ? quantitiesOf(before).size : null,
  };
  const write = formats.number;
  return figures(speech, [
    {
      label: say(language, "brief.weekly-users"),
      value: users.now === null ? null : write(users.now),
      note: comparison(speech, users, write),
    },
    {
      label: say(language, "brief.features-used"),
      value: write(features.now ?? 0),
      note: earlier(speech, features.before, write),
    },
  ]);
}

function usersPlot({ language, formats }: Speech, facts: CustomerFacts, quarter: Quarter): Html {
  const users = new Map(facts.weeks.map((one) => [one.week, one.users]));
  const first = facts.firstWeek;
  const points = weeksOf(quarter).map((week) => {
    const value = first === null || week < first ? null : (users.get(week) ?? 0);
    const count = formats.number(value ?? 0);
    return { value, title: `${formats.day(week)}: ${count}`, isPale: week < quarter.from };
  });
  const most = Math.max(1, ...points.map(({ value }) => value ?? 0));
  const title = say(language, "brief.users-by-week");
  const drawn = drawBars({
    ...{ title, points, most, mostLabel: formats.number(most), zeroLabel: formats.number(0) },
    firstLabel: formats.day(quarter.earlier),
    lastLabel: formats.day(weeksOf(quarter).at(-1) ?? quarter.from),
  });
  return figure(drawn, title);
}

function featureTable(speech: Speech, facts: CustomerFacts, quarter: Quarter): readonly Html[] {
  const { language, formats } = speech;
  const { now, before } = split(facts.weeks, ({ week }) => week, quarter);
  const [used, usedBefore] = [quantitiesOf(now), quantitiesOf(before)];
  const names = [...new Set([...used.keys(), ...usedBefore.keys()])];
  if (names.length === 0) return [];
  const comparable = isComparable(facts, quarter);
  const rows = names
    .map((feature) => ({
      feature,
      now: used.get(feature) ?? 0,
      before: usedBefore.get(feature) ?? 0,
    }))
    .sort((one, other) => other.now - one.now || one.feature.localeCompare(other.feature))
    .map(({ feature, ...compared }) => {
      const grown = comparable ? growth(compared) : null;
      const change = grown === null ? "–" : signedPercent(formats, grown);
      const earlier = comparable ? formats.number(compared.before) : "–";
      return [feature, formats.number(compared.now), earlier, change];
    });
  const columns = [
    { title: say(language, "brief.feature") },
    { title: say(language, "brief.this-quarter"), isNumber: true },
    { title: say(language, "brief.quarter-before"), isNumber: true },
    { title: say(language, "brief.changed-by"), isNumber: true },
  ];
  return longTable(speech, columns, rows, MOST_FEATURES);
}
