// The two shapes of a message: a name, and a sentence that needs to know something. Types only.

export type Names<K extends string> = { readonly [Key in K]: () => string };

export type Sentences<K extends string, P> = { readonly [Key in K]: (params: P) => string };
