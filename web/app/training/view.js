// The training pages: which of them the address names.
import { effect, untracked } from '../core/state.js';
import { route } from '../core/route.js';
import { mountClass } from './class.js';
import { mountDebrief } from './debrief.js';
import { mountDesk } from './desk.js';
import { mountHome } from './home.js';

/**
 * @param {HTMLElement} host
 * @returns {() => void} takes it away
 */
export function mountTraining(host) {
  /** @type {() => void} */
  let leave = () => undefined;
  let shown = '';
  const end = effect(() => {
    const { class: ofClass, attempt, debrief } = route.value.more;
    const wanted = attempt && debrief ? 'debrief ' + attempt : attempt ? 'desk ' + attempt : ofClass ? 'class ' + ofClass : 'home';
    if (wanted === shown) return;
    shown = wanted;
    untracked(() => {
      leave();
      const place = document.createElement('div');
      host.replaceChildren(place);
      leave = attempt && debrief ? mountDebrief(place, attempt) : attempt ? mountDesk(place, attempt) : ofClass ? mountClass(place, ofClass) : mountHome(place);
    });
  });
  return () => {
    end();
    leave();
    host.replaceChildren();
  };
}
