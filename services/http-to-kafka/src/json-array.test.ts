import fc from "fast-check";
import { expect, test } from "vitest";
import { splitJsonArray } from "./json-array.ts";

const json = fc.jsonValue();
const split = (text: string): string[] => splitJsonArray(Buffer.from(text)).map(String);
const spaces = fc.constantFrom("", " ", "\n\t ", "\r\n");

test("the elements are those of JSON.parse, in its order, whatever they hold", () => {
  fc.assert(
    fc.property(fc.array(json), fc.constantFrom(0, 2), (values, indent) => {
      const elements = split(JSON.stringify(values, undefined, indent));
      expect(elements.map((element) => JSON.parse(element) as unknown)).toEqual(
        JSON.parse(JSON.stringify(values)),
      );
    }),
  );
});

test("each element is exactly what was written between the commas, without the space around it", () => {
  fc.assert(
    fc.property(fc.array(json, { minLength: 1 }), spaces, (values, space) => {
      const written = values.map((value) => JSON.stringify(value, undefined, 1));
      const text = `${space}[${written.map((each) => space + each + space).join(",")}]${space}`;
      expect(split(text)).toEqual(written);
    }),
  );
});

test.each([
  ["[]", []],
  [" [ \n ] ", []],
  [String.raw`["a\"],[", {"b]":"\\"}]`, [String.raw`"a\"],["`, String.raw`{"b]":"\\"}`]],
  ['["é],","解約率"]', ['"é],"', '"解約率"']],
  ['[{"a":1,"a":2},1.0]', ['{"a":1,"a":2}', "1.0"]],
])("%s", (text, elements) => {
  expect(split(text)).toEqual(elements);
});
