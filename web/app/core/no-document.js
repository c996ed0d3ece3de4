// A stand-in for `document` where there is none, as in Node, where the unit tests
// run: templates can be made there, not drawn.
const world = /** @type {any} */ (globalThis);
world.document ??= { createTreeWalker: () => undefined, createComment: () => undefined, documentElement: { setAttribute: () => undefined } };
export {};
