// The explanation of a word, beside it while it is pointed at or has the focus.
import { effect } from '../core/state.js';
import { meaning, terms } from '../core/text.js';

/** Distance between word and explanation, and to the edge of the window, in pixels. */
const gapPx = 6;

/** Shows the meaning of every `term()` on the page, and the text of every `data-tip`. */
export function startTips() {
  const tip = document.createElement('div');
  tip.className = 'tip';
  tip.hidden = true;
  tip.setAttribute('aria-hidden', 'true');
  const texts = document.createElement('div');
  texts.hidden = true;
  document.body.append(tip, texts);
  effect(() => {
    texts.replaceChildren(...terms.map((id) => {
      const p = document.createElement('p');
      p.id = 'term-' + id;
      p.textContent = meaning(id).meaning;
      return p;
    }));
  });

  const hide = () => { tip.hidden = true; };
  const show = (/** @type {Event} */ e) => {
    const word = e.target instanceof Element ? e.target.closest('[data-term], [data-tip]') : null;
    if (!(word instanceof HTMLElement)) return;
    tip.textContent = word.dataset.tip ?? meaning(word.dataset.term ?? '').meaning;
    tip.hidden = false;
    // A word inside a dialog lies above the page; so must its explanation.
    (word.closest('dialog') ?? document.body).append(tip);
    place(tip, word);
  };
  document.addEventListener('mouseover', show);
  document.addEventListener('mouseout', hide);
  document.addEventListener('focusin', show);
  document.addEventListener('focusout', hide);
  document.addEventListener('keydown', (e) => { if (e.key === 'Escape') hide(); });
  document.addEventListener('scroll', hide, { capture: true, passive: true });
}

/**
 * @param {HTMLElement} tip
 * @param {HTMLElement} word
 */
function place(tip, word) {
  const at = word.getBoundingClientRect();
  tip.style.position = 'fixed';
  tip.style.left = '0';
  tip.style.top = '0';
  const own = tip.getBoundingClientRect();
  const left = Math.min(Math.max(at.left, gapPx), innerWidth - own.width - gapPx);
  const below = at.bottom + gapPx;
  tip.style.left = `${left}px`;
  tip.style.top = `${below + own.height > innerHeight ? at.top - own.height - gapPx : below}px`;
}
