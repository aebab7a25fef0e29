/** What is open between the two: unpaid invoices, unsolved tickets, goals that were promised. In: rows. Out: Html. Pure. */
import { type MessageKey, say } from "@mimamori/message-catalogue";
import type { CustomerFacts, Ticket } from "./customer-facts.ts";
import { html, type Html } from "./html.ts";
import { longTable, missing, section, sentence, type Speech } from "./page-parts.ts";

const MOST_ROWS = 10;

export function openItemsSection(speech: Speech, facts: CustomerFacts): Html {
  return section(say(speech.language, "brief.open-items"), [
    ...invoices(speech, facts),
    ...tickets(speech, facts),
    ...goals(speech, facts),
  ]);
}

function heading(words: string): Html {
  return html`<h3>${words}</h3>`;
}

function invoices(speech: Speech, facts: CustomerFacts): readonly Html[] {
  const { language, formats } = speech;
  const title = heading(say(language, "brief.overdue-invoices"));
  if (!facts.live.has("invoices")) return [title, missing(say(language, "brief.missing.invoices"))];
  // The view lists an invoice from some days on: those that are only just late are counted.
  const justLate = Math.max(0, facts.profile.overdue - facts.invoices.length);
  if (facts.invoices.length === 0 && justLate === 0)
    return [title, sentence(say(language, "brief.none"))];
  const late =
    justLate === 0 ? [] : [sentence(say(language, "brief.just-late", { value: justLate }))];
  if (facts.invoices.length === 0) return [title, ...late];
  const columns = [
    { title: say(language, "brief.invoice") },
    { title: say(language, "brief.due") },
    { title: say(language, "brief.days-late"), isNumber: true },
    { title: say(language, "brief.amount-open"), isNumber: true },
  ];
  const rows = facts.invoices.map((one) => [
    one.id,
    formats.day(one.due_on),
    formats.number(one.days_overdue),
    formats.money(one.amount_open_minor, one.currency),
  ]);
  return [title, ...longTable(speech, columns, rows, MOST_ROWS), ...late];
}

function tickets(speech: Speech, facts: CustomerFacts): readonly Html[] {
  const { language } = speech;
  const title = heading(say(language, "brief.open-tickets"));
  if (!facts.live.has("tickets")) return [title, missing(say(language, "brief.missing.tickets"))];
  const open = facts.tickets.filter(({ is_open: isOpen }) => isOpen === 1);
  if (open.length === 0) return [title, sentence(say(language, "brief.none"))];
  const columns = [
    { title: say(language, "brief.ticket") },
    { title: say(language, "brief.about") },
    { title: say(language, "brief.priority") },
    { title: say(language, "brief.opened") },
    { title: say(language, "brief.days-open"), isNumber: true },
  ];
  return [
    title,
    ...longTable(
      speech,
      columns,
      open.map((one) => ticketRow(speech, one)),
      MOST_ROWS,
    ),
  ];
}

const PRIORITIES: Readonly<Record<string, MessageKey & `brief.priority.${string}`>> = {
  low: "brief.priority.low",
  normal: "brief.priority.normal",
  high: "brief.priority.high",
  urgent: "brief.priority.urgent",
};

function ticketRow({ language, formats }: Speech, ticket: Ticket): string[] {
  const priority = PRIORITIES[ticket.priority];
  return [
    ticket.id,
    ticket.category === "" ? "–" : ticket.category,
    priority === undefined ? "–" : say(language, priority),
    formats.day(ticket.opened_on),
    formats.number(ticket.age_days ?? 0),
  ];
}

function goals(speech: Speech, facts: CustomerFacts): readonly Html[] {
  const { language, formats } = speech;
  const title = heading(say(language, "brief.open-goals"));
  if (!facts.live.has("goals")) return [title, missing(say(language, "brief.missing.goals"))];
  const open = facts.goals.filter(({ status }) => status === "open");
  if (open.length === 0) return [title, sentence(say(language, "brief.none"))];
  const columns = [{ title: say(language, "brief.goal") }, { title: say(language, "brief.due") }];
  const rows = open.map(({ title: words, due_on: due, is_overdue: isOverdue }) => {
    const day = due === null ? say(language, "brief.no-day") : formats.day(due);
    return [words, isOverdue === 1 ? say(language, "brief.past-due", { due: day }) : day];
  });
  return [title, ...longTable(speech, columns, rows, MOST_ROWS)];
}
