import { expect, test } from "vitest";
import { command } from "./dead-letters.ts";

const nowhere = { checkout: "/nowhere", stateDir: "/nowhere" };

test.each([
  [[], "list, show ID"],
  [["replay"], "replay --code CODE or replay ID"],
  [["replay", "usage.events/0/1", "--code", "not_json"], "replay --code CODE or replay ID"],
  [["replay", "--code", "whatever"], 'no code "whatever"'],
  [["show"], "show ID"],
])("%j is answered with what is wrong, before anything is reached", async (words, sentence) => {
  await expect(command.run("dead-letters", words, nowhere)).rejects.toMatchObject({
    code: "usage",
    message: expect.stringContaining(sentence),
  });
});
