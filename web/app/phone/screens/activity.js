// The activity log of the lock, newest first.

import { html, nothing } from '../../core/html.js';
import { lang, t } from '../../core/text.js';
import { LogType, actionNames, completionNames, triggerNames } from '../names.js';
import { clockSet, dateText, group, unread, word } from '../ui.js';
import { pinGate } from './pin.js';

/** @typedef {import('../messages.js').LogEntry} LogEntry */

/** What happened, in words. @param {LogEntry} e */
function what(e) {
  switch (e.type) {
    case LogType.logging:
    case LogType.doorLogging:
    case LogType.door:
      return t(`phone.log.type${e.type}.${e.on ? 'on' : 'off'}`);
    case LogType.lockAction:
    case LogType.keypad:
      return word('did', actionNames.get(e.action), e.action);
    case LogType.calibration:
    case LogType.initialization:
      return t('phone.log.type' + e.type);
    default:
      return t('phone.log.other', { n: e.type });
  }
}

/** @param {LogEntry} e */
function who(e) {
  const way = e.type === LogType.lockAction ? word('trigger', triggerNames.get(e.trigger), e.trigger) : '';
  return [e.name, way].filter(Boolean).join(', ');
}

/** @param {import('../ui.js').Ui} ui */
export function activityScreen(ui) {
  const p = ui.phone;
  if (p.pin === null) return pinGate(ui, t('phone.log.needs-pin'));
  const log = p.log.value;
  if (!log) return unread(ui, t('phone.log.not-read'));
  const strange = log.entries.some((e) => !clockSet(e.time));
  return html`
    ${group(html`<li class="app-row"><button type="button" class="app-switch" role="switch" aria-checked=${log.logging} @click=${() => p.enableLogging(!log.logging)}>${t('phone.log.on')}</button></li>`)}
    ${log.entries.length === 0 ? html`<div class="app-text"><p>${t('phone.log.empty')}</p></div>` : html`
      <ol class="app-log">${log.entries.map((e) => html`
        <li><p><strong>${what(e)}</strong>${e.completion !== 0 && e.type !== LogType.door ? html` <span class="app-warn">${word('completion', completionNames.get(e.completion), e.completion)}</span>` : nothing}</p>
          <p class="app-sub">${who(e)}</p><p class="app-sub num">${clockSet(e.time) ? dateText(e.time, lang.value) : t('phone.log.no-clock', { n: e.index })}</p></li>`)}
      </ol>`}
    <div class="app-text">
      ${strange ? html`<p>${t('phone.log.clock')}</p>` : nothing}
      <button type="button" class="app-quiet" @click=${() => ui.ask()}>${t('phone.again')}</button>
    </div>`;
}
