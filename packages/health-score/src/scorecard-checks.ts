// In: what a scorecard file says, valid or not. Out: the mistakes that no part shows on its own. Pure.
// They are looked for even where single parts are wrong: all mistakes are to be told at once.
import { z } from "zod";
import { MEASURE_KINDS } from "./measure-kinds.ts";

type Path = PropertyKey[];
type Report = (message: string, path: Path) => void;

const text = z.string().optional().catch(undefined);
const number = z.number().optional().catch(undefined);

function listOf<S extends z.ZodObject>(entry: S): z.ZodCatch<z.ZodArray<z.ZodCatch<S>>> {
  return z.array(entry.catch({} as z.output<S>)).catch([]);
}

/** As much of a scorecard as could be read; it always can. */
const outline = z
  .object({
    measures: listOf(z.looseObject({ id: text, kind: text, weight: number })),
    bands: listOf(z.object({ name: text, from: number })),
    groups: listOf(z.object({ id: text })),
    caps: listOf(
      z.object({ id: text, when: z.object({ measure: text }).optional().catch(undefined) }),
    ),
  })
  .catch({ measures: [], bands: [], groups: [], caps: [] });

type Outline = z.infer<typeof outline>;

function reportRepeated<T>(
  list: string,
  key: keyof T & string,
  entries: readonly T[],
  report: Report,
): void {
  const values = entries.map((entry) => entry[key]);
  values.forEach((value, index) => {
    if (value !== undefined && values.indexOf(value) < index)
      report(`expected something else: ${String(value)} is taken`, [list, index, key]);
  });
}

function checkMeasures({ measures }: Outline, inEveryMeasure: z.ZodType, report: Report): void {
  reportRepeated("measures", "id", measures, report);
  if (measures.length > 0 && measures.every(({ weight }) => weight === 0))
    report("expected at least one measure with a weight above 0", ["measures"]);
  measures.forEach((measure, index) => {
    // What has no known kind was looked at no further: the rest of it may be wrong as well.
    if (MEASURE_KINDS.some((kind) => kind === measure.kind)) return;
    for (const { message, path } of inEveryMeasure.safeParse(measure).error?.issues ?? [])
      report(message, ["measures", index, ...path]);
  });
}

function checkBands({ bands }: Outline, report: Report): void {
  reportRepeated("bands", "name", bands, report);
  reportRepeated("bands", "from", bands, report);
  if (bands.length > 0 && bands.every(({ from }) => from !== undefined && from !== 0))
    report("expected one band from 0", ["bands"]);
}

function checkCaps({ caps, measures }: Outline, report: Report): void {
  reportRepeated("caps", "id", caps, report);
  const ids = measures.flatMap(({ id }) => id ?? []);
  caps.forEach(({ when }, index) => {
    if (when?.measure === undefined || ids.includes(when.measure)) return;
    const expected = `expected the id of a measure of this scorecard: ${ids.join(", ")}`;
    report(expected, ["caps", index, "when", "measure"]);
  });
}

/** Reports every mistake between the parts. `inEveryMeasure` is the schema of what measures of all kinds have. */
export function checkParts(card: unknown, inEveryMeasure: z.ZodType, report: Report): void {
  const parts = outline.parse(card);
  checkMeasures(parts, inEveryMeasure, report);
  checkBands(parts, report);
  reportRepeated("groups", "id", parts.groups, report);
  checkCaps(parts, report);
}
