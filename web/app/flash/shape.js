// What the flash view makes of the server's answers before it draws them: pages out
// of runs, lines of words, figures about bits, and what changed. Nothing here touches
// the page.

/**
 * @typedef {import('../../types/api.js').components['schemas']} Schemas
 * @typedef {Schemas['Flash']} Flash
 * @typedef {Schemas['FlashWords']} FlashWords
 * @typedef {Schemas['FlashWord']} FlashWord
 * @typedef {Schemas['FlashRecord']} FlashRecord
 * @typedef {{ page: number, address: number, bytes: number, state: string, fill: number, cycles: number }} Page
 * @typedef {{ address: number, value: string, state: string }} Word
 * @typedef {{ kind: 'words', address: number, words: Word[] } | { kind: 'same', address: number, bytes: number, words: number, value: string, state: string }} Line
 */

/** Content is fetched and shown in pieces of so many bytes. */
export const pieceBytes = 4096;

/**
 * Every page of the memory.
 * @param {Flash['map']} map runs of pages that are alike
 * @returns {Page[]}
 */
export function pagesOf(map) {
  return map.flatMap((r) => Array.from({ length: r.pages }, (_, i) => ({
    page: r.page + i, address: r.address + i * r.page_bytes, bytes: r.page_bytes, state: r.state, fill: r.fill, cycles: r.erase_cycles,
  })));
}

/**
 * The page that holds an address.
 * @param {Page[]} pages in order
 * @param {number} address
 * @returns {Page | undefined}
 */
export function pageAt(pages, address) {
  let low = 0;
  let high = pages.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (pages[middle].address + pages[middle].bytes <= address) low = middle + 1;
    else high = middle;
  }
  return pages[low];
}

/**
 * Which piece of a page to show: the page, or of a large one the part around an address.
 * @param {Page} page
 * @param {number} address
 * @returns {{ offset: number, bytes: number }}
 */
export function pieceAt(page, address) {
  const offset = Math.floor((address - page.address) / pieceBytes) * pieceBytes;
  return { offset, bytes: Math.min(pieceBytes, page.bytes - offset) };
}

/**
 * The areas with records in them, the one that is written most first.
 * @param {Flash['areas']} areas
 */
export function storesOf(areas) {
  return areas.filter((a) => a.store !== '' && (a.name !== 'book' || a.records.some((r) => r.key))).reverse();
}

/**
 * Columns and the size of a square, so that the map has room.
 * @param {number} pages
 * @param {number} width in pixels
 * @returns {{ columns: number, size: number }}
 */
export function mapGrid(pages, width) {
  const most = pages > 256 ? 64 : pages > 32 ? 32 : Math.max(pages, 1);
  for (let columns = most; columns > 8; columns /= 2) {
    const size = Math.floor(width / columns);
    if (size >= (pages > 256 ? 6 : 9)) return { columns, size: Math.min(size, pages > 256 ? 14 : 22) };
  }
  const columns = Math.min(most, 8);
  return { columns, size: Math.max(6, Math.min(Math.floor(width / columns), 22)) };
}

/**
 * A word as a number is written: the byte with the lowest address last.
 * @param {string} hex bytes in order of address
 */
export function value(hex) {
  let out = '';
  for (let i = hex.length - 2; i >= 0; i -= 2) out += hex.slice(i, i + 2);
  return out;
}

/**
 * The words of a piece, with their states.
 * @param {FlashWords} w
 * @returns {Word[]}
 */
export function wordsOf(w) {
  const digits = w.word_bytes * 2;
  /** @type {Word[]} */
  const out = [];
  for (const run of w.states) {
    for (let i = 0; i < run.words; i++) {
      const k = out.length;
      out.push({ address: w.address + k * w.word_bytes, value: value(w.hex.slice(k * digits, (k + 1) * digits)), state: run.state });
    }
  }
  return out;
}

/**
 * The lines of a piece. Three lines and more of the same words become one.
 * @param {Word[]} words
 * @param {number} perLine
 * @param {{ keep?: (word: Word) => boolean }} [o] keep: words whose line stays as it is
 * @returns {Line[]}
 */
export function linesOf(words, perLine, { keep = () => false } = {}) {
  /** @type {Line[]} */
  const out = [];
  const uniform = (/** @type {Word[]} */ line) => line.every((w) => w.value === line[0].value && w.state === line[0].state && !keep(w));
  for (let i = 0; i < words.length;) {
    const first = words.slice(i, i + perLine);
    let end = i;
    if (uniform(first)) {
      while (end < words.length && words[end].value === first[0].value && words[end].state === first[0].state && !keep(words[end])) end++;
      end -= (end - i) % perLine;
    }
    if (end - i >= 3 * perLine) {
      const step = words.length > 1 ? words[1].address - words[0].address : 4;
      out.push({ kind: 'same', address: first[0].address, bytes: (end - i) * step, words: end - i, value: first[0].value, state: first[0].state });
      i = end;
    } else {
      out.push({ kind: 'words', address: first[0].address, words: first });
      i += perLine;
    }
  }
  return out;
}

/**
 * The record that says most about an address: the smallest that covers it.
 * @template {{ address: number, bytes: number }} R
 * @param {R[]} records
 * @param {number} address
 * @returns {R | undefined}
 */
export function recordAt(records, address) {
  /** @type {R | undefined} */
  let best;
  for (const r of records) {
    if (r.address <= address && address < r.address + r.bytes && (!best || r.bytes < best.bytes)) best = r;
  }
  return best;
}

/**
 * The bits of a value, the highest first.
 * @param {string} digits hexadecimal
 * @returns {number[]}
 */
export function bitsOf(digits) {
  return [...digits].flatMap((d) => {
    const n = Number.parseInt(d, 16);
    return [n >> 3 & 1, n >> 2 & 1, n >> 1 & 1, n & 1];
  });
}

/**
 * What several reads of one word have in common.
 * @param {FlashWord['reads']} reads
 * @returns {{ values: (string | null)[], most: string | null, times: number, of: number, differing: boolean[] }} a value that could not be corrected is null
 */
export function readsOf(reads) {
  const values = reads.map((r) => (r.correctable ? value(r.hex) : null));
  /** @type {Map<string | null, number>} */
  const counts = new Map();
  for (const v of values) counts.set(v, (counts.get(v) ?? 0) + 1);
  let [most, times] = [/** @type {string | null} */ (values[0] ?? null), 0];
  for (const [v, n] of counts) if (n > times) [most, times] = [v, n];
  const good = values.filter((v) => v !== null).map(bitsOf);
  const differing = (good[0] ?? []).map((_, i) => good.some((b) => b[i] !== good[0][i]));
  return { values, most, times, of: values.length, differing };
}

/**
 * How sure a word is of itself.
 * @param {FlashWord} w
 * @returns {{ bits: number, unsure: number, notErased: number, notProgrammed: number, ones: number }}
 *   notErased, notProgrammed: bits that read as erased or programmed and are not past the level that makes it safe
 */
export function sureness(w) {
  const erased = erasedBit(w);
  let [unsure, notErased, notProgrammed, ones] = [0, 0, 0, 0];
  for (const c of w.cells) {
    if (c.unstable) unsure++;
    if (c.reads === erased) {
      ones++;
      if (c.threshold_volts > w.erase_verify_volts) notErased++;
    } else if (c.threshold_volts < w.program_verify_volts) notProgrammed++;
  }
  return { bits: w.cells.length, unsure, notErased, notProgrammed, ones };
}

/**
 * What an erased cell of the part reads: 1 on most.
 * @param {FlashWord} w
 */
export function erasedBit(w) {
  const low = w.cells.find((c) => c.threshold_volts < w.read_volts);
  if (low) return low.reads;
  return w.cells.length > 0 ? 1 - w.cells[0].reads : 1;
}

/**
 * Which pages are not as they were.
 * @param {Page[]} now
 * @param {Page[] | null} before
 * @returns {Set<number>} numbers of pages
 */
export function changedPages(now, before) {
  if (!before || before.length !== now.length) return new Set();
  return new Set(now.filter((p, i) => p.state !== before[i].state || p.fill !== before[i].fill || p.cycles !== before[i].cycles).map((p) => p.page));
}

/**
 * Which words are not as they were.
 * @param {Word[]} now
 * @param {Word[] | null} before of the same piece
 * @returns {Set<number>} addresses
 */
export function changedWords(now, before) {
  if (!before || before.length !== now.length || before[0]?.address !== now[0]?.address) return new Set();
  return new Set(now.filter((w, i) => w.value !== before[i].value || w.state !== before[i].state).map((w) => w.address));
}

/**
 * How much of an operation in flight is done at an instant.
 * @param {{ done: number, takes_ns: number }} flight as the server said
 * @param {number} saidNs simulated instant at which it said so
 * @param {number} nowNs
 */
export function progress(flight, saidNs, nowNs) {
  if (flight.takes_ns <= 0) return 1;
  return Math.max(0, Math.min(1, flight.done + Math.max(0, nowNs - saidNs) / flight.takes_ns));
}
