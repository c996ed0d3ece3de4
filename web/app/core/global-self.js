// Makes `self` the global object where there is none, as in Node.
const world = /** @type {any} */ (globalThis);
world.self ??= world;
export {};
