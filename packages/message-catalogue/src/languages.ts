// The languages that the product speaks. A new one is a new entry here: the compiler then asks for its messages.

export const LANGUAGES = ["en", "ja"] as const;

export type Language = (typeof LANGUAGES)[number];
