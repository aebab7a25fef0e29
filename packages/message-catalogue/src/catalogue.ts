// In: a language, a message's key, what it needs to know. Out: the sentence. Pure.
import { en } from "./en.ts";
import { ja } from "./ja.ts";
import type { Language } from "./languages.ts";
import type { MessageKey, Messages } from "./messages.ts";

export const catalogues: Readonly<Record<Language, Messages>> = { en, ja };

/** The sentence of a key: `say("ja", "band.healthy")`, `say("en", "cap", { atMost: 45, because })`. */
export function say<K extends MessageKey>(
  language: Language,
  key: K,
  ...params: Parameters<Messages[K]>
): string {
  // The compiler cannot see that a key's parameters fit that key's function.
  const message = catalogues[language][key] as (...given: Parameters<Messages[K]>) => string;
  return message(...params);
}
