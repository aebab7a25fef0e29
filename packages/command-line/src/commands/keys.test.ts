import { expect, test } from "vitest";
import { command } from "./keys.ts";

const nowhere = { checkout: "/nowhere", stateDir: "/nowhere" };

test.each([
  [["create"], "--source"],
  [["create", "--source", "a b"], "--source"],
  [["create", "--source", "app", "--families", "money"], '"money" is no family'],
  [["create", "--source", "app", "--rate", "0"], "--rate"],
  [["revoke"], "revoke with the id"],
  [["list", "all"], "create, list, or revoke"],
])("%j is answered with what is wrong, before anything is reached", async (words, sentence) => {
  await expect(command.run("keys", words, nowhere)).rejects.toMatchObject({
    code: "usage",
    message: expect.stringContaining(sentence),
  });
});
