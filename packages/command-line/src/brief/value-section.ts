/** Value: what is used of what is paid for. In: seats, users, MRR by month. Out: Html. Pure. */
import { say } from "@mimamori/message-catalogue";
import { drawBars } from "./time-plot.ts";
import type { CustomerFacts } from "./customer-facts.ts";
import type { Html } from "./html.ts";
import {
  figure,
  type Figure,
  figures,
  ifHeard,
  labelled,
  section,
  sentence,
  type Speech,
} from "./page-parts.ts";

export function valueSection(speech: Speech, facts: CustomerFacts): Html {
  const { language } = speech;
  const { plan } = facts.profile;
  return section(
    say(language, "brief.value"),
    ifHeard(speech, facts, "subscriptions", () =>
      plan === "" && facts.months.length === 0
        ? [sentence(say(language, "brief.buys-nothing"))]
        : [
            labelled(say(language, "brief.plan"), plan === "" ? say(language, "brief.none") : plan),
            figures(speech, [...paid(speech, facts), ...seats(speech, facts)]),
            ...paidPlot(speech, facts),
          ],
    ),
  );
}

function paid({ language, formats }: Speech, { profile, live }: CustomerFacts): Figure[] {
  const { mrr, arr, currency, users } = profile;
  const write = (amount: number): string => formats.wholeMoney(amount, currency);
  const perYear = arr === null ? [] : [say(language, "brief.per-year", { amount: write(arr) })];
  const perUser = mrr === null || users === 0 || !live.has("usage") ? null : write(mrr / users);
  return [
    {
      label: say(language, "brief.paid-per-month"),
      value: mrr === null ? null : write(mrr),
      note: mrr === null ? say(language, "brief.no-rate") : perYear.join(""),
    },
    {
      label: say(language, "brief.paid-per-user"),
      value: perUser,
      note: say(language, "brief.users-of-28-days"),
    },
  ];
}

function seats({ language, formats }: Speech, { profile, live }: CustomerFacts): Figure[] {
  const { seats: bought, users } = profile;
  const label = say(language, "brief.seats-used");
  if (bought === 0) return [{ label, value: "–", note: say(language, "brief.no-seats") }];
  if (!live.has("usage"))
    return [{ label, value: null, note: say(language, "brief.missing.usage") }];
  const [used, of] = [formats.number(users), formats.number(bought)];
  return [
    {
      label,
      value: formats.percent(users / bought),
      note: say(language, "brief.seats", { used, bought: of }),
    },
  ];
}

function paidPlot({ language, formats }: Speech, { months, profile }: CustomerFacts): Html[] {
  const [first, last] = [months[0], months.at(-1)];
  if (first === undefined || last === undefined || months.length < 2) return [];
  const write = (amount: number): string => formats.wholeMoney(amount, profile.currency);
  const points = months.map(({ month, mrr }) => ({
    value: mrr,
    title: `${formats.month(month)}: ${write(mrr ?? 0)}`,
    isPale: false,
  }));
  const most = Math.max(1, ...months.map(({ mrr }) => mrr ?? 0));
  const title = say(language, "brief.paid-by-month");
  const drawn = drawBars({
    ...{ title, points, most, mostLabel: write(most), zeroLabel: formats.number(0) },
    ...{ firstLabel: formats.month(first.month), lastLabel: formats.month(last.month) },
  });
  return [figure(drawn, title)];
}
