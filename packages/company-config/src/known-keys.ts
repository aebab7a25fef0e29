// In: a schema and a place in it. Out: the keys that may stand there, and the one that was probably meant.
import { z } from "zod";

/** The part of JSON Schema that zod's conversion uses for the shapes of a configuration. */
interface SchemaNode {
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly additionalProperties?: SchemaNode | boolean;
  readonly items?: SchemaNode;
  readonly anyOf?: readonly SchemaNode[];
  readonly oneOf?: readonly SchemaNode[];
}

function alternativesOf(node: SchemaNode): SchemaNode[] {
  const choices = [...(node.anyOf ?? []), ...(node.oneOf ?? [])];
  return [node, ...choices.flatMap(alternativesOf)];
}

function childOf(node: SchemaNode, segment: PropertyKey): SchemaNode[] {
  if (typeof segment === "number") return node.items === undefined ? [] : [node.items];
  const named = node.properties?.[String(segment)];
  if (named !== undefined) return [named];
  return typeof node.additionalProperties === "object" ? [node.additionalProperties] : [];
}

/** The keys that some alternative of the schema knows at the path. */
export function knownKeys(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  const root = z.toJSONSchema(schema, { io: "input" }) as SchemaNode;
  let nodes = alternativesOf(root);
  for (const segment of path)
    nodes = nodes.flatMap((node) => childOf(node, segment)).flatMap(alternativesOf);
  return [...new Set(nodes.flatMap((node) => Object.keys(node.properties ?? {})))];
}

/** Levenshtein's distance: the insertions, deletions and substitutions from one word to the other. */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i += 1) {
    const above = row;
    row = [i];
    for (let j = 1; j <= to.length; j += 1) {
      const change = (above[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1);
      row.push(Math.min(change, (above[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1));
    }
  }
  return row[to.length] ?? 0;
}

/** The known word nearest to `word`, if it is near enough to have been meant. */
export function didYouMean(word: string, known: readonly string[]): string | undefined {
  const lower = word.toLowerCase();
  const near = known
    .map((candidate) => ({ candidate, distance: editDistance(lower, candidate.toLowerCase()) }))
    .filter(({ candidate, distance }) => distance <= Math.max(1, candidate.length / 3))
    .sort((left, right) => left.distance - right.distance);
  return near[0]?.candidate;
}
