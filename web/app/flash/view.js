// The flash view of a bench: the whole memory, a page of it or one word, and beside it
// what the firmware makes of its records.
import { html, nothing, render } from '../core/html.js';
import { copyPng, saveCsv } from '../core/picture.js';
import { batch, computed, effect, signal } from '../core/state.js';
import { lang, t } from '../core/text.js';
import { bytes, hex, si } from '../core/units.js';
import { cellsLegend, cellsPicture, cellsTable, sentences, wordAbout } from './cells.js';
import { mapPicture, mapTable } from './map.js';
import { FlashModel } from './model.js';
import { legend, pictureId } from './paint.js';
import { bootList, recordDetail, recordsList } from './records.js';
import { pageAt, progress } from './shape.js';
import { wordsPicture, wordsTable } from './words.js';

/** @typedef {import('../core/bench.js').Bench} Bench */

/** Supplies at which a word can be read, in volts. */
const supplies = { low: 1, high: 3.6, step: 0.05 };
/** About the width of a letter of a sentence, in pixels. */
const charWidth = 6.3;
/** An operation in flight is drawn anew so often, in milliseconds. */
const frameMs = 80;

/**
 * Draws the memory of a lock.
 * @param {HTMLElement} host
 * @param {Bench} bench
 * @returns {() => void} takes it away
 */
export function mountFlash(host, bench) {
  const view = new FlashView(host, bench);
  return () => view.close();
}

class FlashView {
  #host;
  #bench;
  #model;
  #id = pictureId();
  #width = signal(0);
  /** Height that the picture has; 0 where it may be as high as it likes. */
  #height = signal(0);
  #tick = signal(0);
  #near = signal(false);
  #reading = signal(false);
  /** @type {import('../core/state.js').Signal<Set<number>>} */
  #unfolded = signal(new Set());
  /** @type {import('./records.js').Say} */
  #say = (e) => e.text ?? '';
  #sayReady = signal(0);
  /** @type {(() => void)[]} */
  #ends = [];

  /**
   * @param {HTMLElement} host
   * @param {Bench} bench
   */
  constructor(host, bench) {
    this.#host = host;
    this.#bench = bench;
    this.#model = new FlashModel(bench);
    host.classList.add('flash');
    render(html`<div class="head panel-title"></div><div class="halves"><div class="picture"></div><div class="sees"></div><div class="decided" tabindex="0" role="group"></div></div>`, host);
    const place = (/** @type {string} */ name) => /** @type {HTMLElement} */ (host.querySelector(name));
    const picture = place('.picture');
    const size = new ResizeObserver(() => {
      batch(() => {
        this.#width.value = Math.floor(picture.clientWidth);
        this.#height.value = getComputedStyle(picture).overflowY === 'auto' ? picture.clientHeight : 0;
      });
      this.#model.show(picture.clientWidth > 0);
    });
    size.observe(picture);
    this.#ends.push(() => size.disconnect());
    const hidden = () => this.#model.show(!document.hidden && picture.clientWidth > 0);
    document.addEventListener('visibilitychange', hidden);
    this.#ends.push(() => document.removeEventListener('visibilitychange', hidden));

    /** What is open, by its address; the view forgets what it unfolded when it changes. */
    const open = computed(() => (this.#model.piece.value ? this.#model.piece.value.raw.address : -1));
    this.#ends.push(
      effect(() => { host.dataset.level = bench.selection.value?.kind ?? 'map'; }),
      effect(() => {
        void open.value;
        this.#unfolded.value = new Set();
      }),
      effect(() => { render(this.#head(), place('.head')); }),
      effect(() => { render(this.#picture(), picture); }),
      effect(() => { render(this.#sees(), place('.sees')); }),
      effect(() => { render(this.#decided(), place('.decided')); }),
      this.#frames(),
    );
    this.#learnWords();
  }

  /** The bench's story knows the events' sentences in other languages. */
  async #learnWords() {
    try {
      const { sentence } = /** @type {any} */ (await import('../bench/telling.js'));
      if (typeof sentence === 'function') {
        this.#say = sentence;
        this.#sayReady.value = 1;
      }
    } catch {
      // Without it, they are in English.
    }
  }

  /** Redraws while an operation goes on, and not a moment longer. */
  #frames() {
    let timer = 0;
    const stop = effect(() => {
      clearInterval(timer);
      if (this.#model.map.value?.flash.in_flight && this.#bench.lock.value?.speed !== 'paused') {
        timer = Number(setInterval(() => { this.#tick.value++; }, frameMs));
      }
    });
    return () => {
      clearInterval(timer);
      stop();
    };
  }

  #head() {
    void lang.value;
    const map = this.#model.map.value;
    const at = this.#bench.selection.value;
    const page = map && at ? pageAt(map.pages, at.address) : undefined;
    const to = (/** @type {import('../core/bench.js').Selection | null} */ selection) => this.#bench.go({ selection });
    const crumbs = html`<nav class="crumbs" aria-label=${t('flash.where')}><ol>
      <li>${page ? html`<button type="button" class="btn btn-quiet btn-small" @click=${() => to(null)}>${map?.flash.part}</button>`
        : html`<span aria-current="location">${map ? html`${map.flash.part} <span class="num quiet">${bytes(map.flash.size_bytes)}</span>` : nothing}</span>`}</li>
      ${page && at ? html`<li>${at.kind === 'word' ? html`<button type="button" class="btn btn-quiet btn-small" @click=${() => to({ kind: 'page', address: page.address })}>${t('flash.page', { page: page.page })}</button>`
        : html`<span aria-current="location">${t('flash.page', { page: page.page })} <span class="mono quiet">${hex(page.address)}</span></span>`}</li>` : nothing}
      ${at?.kind === 'word' ? html`<li><span aria-current="location">${t('flash.word')} <span class="mono">${hex(at.address)}</span></span></li>` : nothing}
    </ol></nav>`;
    const moment = this.#bench.moment.value;
    return html`<h2>${t('core.part.flash')}</h2>${crumbs}${moment === null ? nothing : html`<span class="small quiet now" title=${t('flash.now-help')}>${t('flash.now')}</span>`}<span class="spacer"></span>
      <button type="button" class="btn btn-quiet btn-small no-print" ?disabled=${!map} @click=${() => this.#copy()}>${t('core.picture.copy')}</button>
      <button type="button" class="btn btn-quiet btn-small no-print" ?disabled=${!map} @click=${() => this.#save()}>${t('core.picture.data')}</button>`;
  }

  #copy() {
    const what = this.#host.querySelector('svg[data-picture]');
    if (what instanceof SVGSVGElement) copyPng(what, 'flash');
  }

  #save() {
    const { map, piece, word } = this.#model;
    if (word.peek()) saveCsv(`word-${hex(/** @type {any} */ (word.peek()).address)}`, cellsTable(/** @type {any} */ (word.peek())));
    else if (piece.peek()) saveCsv(`page-${piece.peek()?.raw.page.page}`, wordsTable(/** @type {any} */ (piece.peek())));
    else if (map.peek()) saveCsv('flash', mapTable(/** @type {any} */ (map.peek())));
  }

  #picture() {
    void lang.value;
    const { map, piece, word, error, changed } = this.#model;
    const width = this.#width.value;
    const at = this.#bench.selection.value;
    if (!map.value || width === 0) return html`<p class="note" role="status">${error.value ?? t('flash.loading')}</p>`;
    const wrong = error.value ? html`<p class="note" role="alert">${error.value}</p>` : nothing;
    if (!at || !pageAt(map.value.pages, at.address)) {
      void this.#tick.value;
      const flight = map.value.flash.in_flight;
      return html`${wrong}${mapPicture({
        id: this.#id, map: map.value, width, changed: changed.value.pages,
        done: flight ? progress(flight, map.value.saidNs, this.#bench.clock.running ? this.#bench.nowNs() : map.value.saidNs) : null,
        open: (address) => this.#bench.go({ selection: { kind: 'page', address } }),
      })}`;
    }
    if (wrong !== nothing) return wrong;
    if (at.kind === 'word') {
      const w = word.value;
      if (!w || at.address < w.address || at.address >= w.address + w.bytes) return html`<p class="note" role="status">${t('flash.loading')}</p>`;
      return this.#word(w, width);
    }
    const p = piece.value;
    if (!p || at.address < p.raw.address || at.address >= p.raw.address + p.raw.bytes) return html`<p class="note" role="status">${t('flash.loading')}</p>`;
    const record = at.kind === 'record' ? p.raw.records.find((r) => r.address === at.address) : undefined;
    return html`${record ? recordDetail(record) : nothing}${wordsPicture({
      id: this.#id, piece: p, width, record: record?.address ?? null, changed: changed.value.words, unfolded: this.#unfolded.value,
      unfold: (address) => { this.#unfolded.value = new Set(this.#unfolded.value).add(address); },
      open: (address) => this.#bench.go({ selection: { kind: 'word', address } }),
      page: (address) => this.#bench.go({ selection: { kind: 'page', address: Math.max(p.raw.page.address, address) } }),
    })}${legend(this.#id, { changed: changed.value.words.size > 0, worn: false })}`;
  }

  /**
   * @param {import('./cells.js').FlashWord} w
   * @param {number} width
   */
  #word(w, width) {
    const reading = this.#reading.value;
    const step = (/** @type {number} */ by) => this.#bench.go({ selection: { kind: 'word', address: w.address + by } });
    const last = (this.#model.map.peek()?.flash.size_bytes ?? 0) - w.bytes;
    const [first, ...more] = sentences(w, reading);
    // What stands around the picture takes about so much.
    const lines = [first, more.join(' ')].reduce((n, text) => n + Math.ceil(text.length * charWidth / width), 0);
    const room = this.#height.value === 0 ? 400 : this.#height.value - 46 - 18 * lines;
    return html`
      <div class="row controls">
        ${wordAbout(w)}
        <span class="spacer"></span>
        <button type="button" class="btn btn-small ${reading ? '' : 'btn-main'}" aria-pressed=${reading} @click=${() => { this.#reading.value = !reading; }}>${t('flash.read-ten')}</button>
        ${w.cells.length === 0 ? nothing : html`<button type="button" class="btn btn-small" aria-pressed=${this.#near.value} @click=${() => { this.#near.value = !this.#near.value; }}>${t('flash.near')}</button>`}
      </div>
      <div class="says small" aria-live="polite"><p>${first}</p>${more.length > 0 ? html`<p>${more.join(' ')}</p>` : nothing}</div>
      ${cellsPicture({ id: this.#id, word: w, width, near: this.#near.value, reading, room })}
      <div class="row controls">
        <label class="supply small">${t('flash.read-at')}<input type="range" min=${supplies.low} max=${supplies.high} step=${supplies.step} .value=${String(this.#model.volts.value)}
          aria-valuetext=${si(this.#model.volts.value, 'V')} @input=${(/** @type {InputEvent} */ e) => { this.#model.volts.value = Number(/** @type {HTMLInputElement} */ (e.target).value); }}>
          <output class="num">${si(this.#model.volts.value, 'V', { fixed: true })}</output></label>
        <span class="spacer"></span>
        <button type="button" class="btn btn-small" ?disabled=${w.address === 0} @click=${() => step(-w.bytes)}>${t('flash.word-before')}</button>
        <button type="button" class="btn btn-small" ?disabled=${w.address >= last} @click=${() => step(w.bytes)}>${t('flash.word-after')}</button>
      </div>
      ${w.cells.length === 0 ? nothing : cellsLegend()}`;
  }

  #sees() {
    void lang.value;
    const map = this.#model.map.value;
    if (!map) return nothing;
    const at = this.#bench.selection.value;
    const { areas } = map.flash;
    return html`
      <h3 class="small-title">${t('flash.firmware-sees')}</h3>
      ${map.flash.in_flight ? html`<p class="small warning">${t('flash.if-cut-boot')}</p>` : nothing}
      ${recordsList(areas, at?.kind === 'record' ? at.address : null, (r) => this.#bench.go({ selection: { kind: 'record', address: r.address } }))}`;
  }

  #decided() {
    void lang.value;
    void this.#sayReady.value;
    const map = this.#model.map.value;
    if (!map) return nothing;
    return html`<h3 class="small-title">${t('flash.boot-decided')}</h3>${bootList(this.#bench, map.flash.areas, this.#say)}`;
  }

  close() {
    for (const end of this.#ends) end();
    this.#model.close();
    this.#host.classList.remove('flash');
    render(nothing, this.#host);
  }
}
