// In: the text of an SQL expression and the columns that it may use. Out: what in it is not allowed. Pure.
// Nothing is parsed further than words, numbers, texts and signs: ClickHouse does that. What matters here is that no word is one
// that could read elsewhere, write, or give another answer tomorrow. So what is not known is refused.

/** Functions of the facts alone: no clock, no randomness, no order of arrival, no other table. */
const FUNCTIONS = new Set(
  `sum sumIf avg avgIf min minIf max maxIf count countIf uniqExact uniqExactIf uniqExactArray uniqExactArrayIf argMin argMinIf
   argMax argMaxIf quantileExact quantileExactIf medianExact groupUniqArrayArray groupUniqArrayArrayIf groupUniqArray
   groupUniqArrayIf sumMap sumMapIf sumArray sumArrayIf maxArray maxArrayIf minArray minArrayIf
   if multiIf ifNull nullIf coalesce assumeNotNull isNull isNotNull least greatest abs sign round floor ceil sqrt cbrt exp ln log log2
   log10 pow intDiv modulo not and or xor toFloat64 toFloat64OrNull toInt64 toUInt32 toUInt64 toDate toString
   dateDiff addDays subtractDays addMonths subtractMonths toYear toMonth toDayOfWeek toStartOfMonth toStartOfWeek
   length empty notEmpty has hasAny hasAll indexOf arrayCount arrayExists arrayAll arrayMap arrayFilter arraySum arrayMax arrayMin
   arrayAvg arraySort arrayReverseSort arrayDistinct arrayUniq arrayFirst arrayLast arrayElement arraySlice arrayIntersect
   mapKeys mapValues mapContains tuple tupleElement array
   lower upper startsWith endsWith position like ilike concat substring`
    .trim()
    .split(/\s+/),
);

const WORDS = new Set(
  "AND OR NOT IN BETWEEN LIKE ILIKE IS NULL CASE WHEN THEN ELSE END DISTINCT DIV MOD TRUE FALSE INTERVAL DAY WEEK MONTH YEAR HOUR".split(
    " ",
  ),
);

/** What stands for the run's moment. */
const MOMENTS = new Set(["today", "as_of"]);

const TOKEN =
  /\s+|'(?:[^'\\]|'')*'|\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|[A-Za-z_]\w*|->|[<>!=]=|<>|[-+*/%=<>(),.[\]]/y;

interface Token {
  readonly text: string;
  readonly at: number;
}

function tokensOf(text: string): Token[] | string {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const at = TOKEN.lastIndex;
    const match = TOKEN.exec(text);
    if (match === null) return unreadable(text, at);
    if (match[0].trim() !== "") tokens.push({ text: match[0], at });
  }
  const comment = tokens.findIndex(({ text: sign }, index) =>
    ["--", "/*"].includes(sign + (tokens[index + 1]?.text ?? "")),
  );
  return comment === -1 ? tokens : unreadable(text, tokens[comment]?.at ?? 0);
}

function unreadable(text: string, at: number): string {
  return `expected an SQL expression of names, numbers, 'texts' and operators: "${text.slice(at, at + 12)}" is none`;
}

const isName = ({ text }: Token): boolean => /^[A-Za-z_]/.test(text);

/** The names that `x -> …` and `(x, y) -> …` bind. */
function lambdaNames(tokens: readonly Token[]): Set<string> {
  const bound = new Set<string>();
  tokens.forEach(({ text }, index) => {
    if (text !== "->") return;
    let back = index - 1;
    const isList = tokens[back]?.text === ")";
    for (; back >= 0; back -= 1) {
      const token = tokens[back];
      if (token === undefined || token.text === "(") break;
      if (isName(token)) bound.add(token.text);
      if (!isList) break;
    }
  });
  return bound;
}

/** The word before, with the bracket between. */
function textBefore(tokens: readonly Token[], index: number): string {
  const [before, bracket] = [tokens[index - 2]?.text ?? "", tokens[index - 1]?.text ?? ""];
  return bracket === "(" ? before + bracket : bracket;
}

function isBalanced(tokens: readonly Token[]): boolean {
  const open: string[] = [];
  for (const { text } of tokens) {
    if (text === "(" || text === "[") open.push(text);
    if (text === ")" && open.pop() !== "(") return false;
    if (text === "]" && open.pop() !== "[") return false;
  }
  return open.length === 0;
}

/** What is not allowed in the expression, in a sentence; undefined when it may run. */
export function expressionMistake(text: string, columns: readonly string[]): string | undefined {
  const tokens = tokensOf(text);
  if (typeof tokens === "string") return tokens;
  if (!isBalanced(tokens)) return "expected every bracket of the expression to be closed";
  const bound = lambdaNames(tokens);
  for (const [index, token] of tokens.entries()) {
    if (!isName(token) || tokens[index - 1]?.text === ".") continue;
    const word = token.text;
    // A bare name after IN could be a table's.
    if (bound.has(word) && /^IN\(?$/i.test(textBefore(tokens, index)))
      return `expected a list after IN, not ${word}`;
    if (WORDS.has(word.toUpperCase())) continue;
    if (tokens[index + 1]?.text === "(") {
      if (!FUNCTIONS.has(word))
        return `expected functions of the facts alone: ${word} is none that is known to be`;
    } else if (!columns.includes(word) && !MOMENTS.has(word) && !bound.has(word))
      return `expected columns of these facts: ${columns.join(", ")}, or today or as_of; ${word} is none`;
  }
  return undefined;
}
