import { html } from 'hono/html'
import type { Html } from '../html'
import { modelModes, type ModelMode, type SwitchesPatch, type SwitchValues } from '../switches'

const modeLabels: Record<ModelMode, string> = {
  normal: 'answers',
  fail: 'fails before the first word',
  silent: 'never says a word',
  fail_midway: 'fails in the middle',
  stall: 'falls silent in the middle',
  hang_up: 'hangs up in the middle',
}

const number = (
  name: string,
  label: string,
  value: number | '',
  range: [number, number],
  hint?: string,
) =>
  html`<div class="field">
    <label for="${name}">${label}</label>
    <input
      class="mono"
      id="${name}"
      name="${name}"
      type="number"
      min="${range[0]}"
      max="${range[1]}"
      step="any"
      value="${value}"
      ${hint ? html`aria-describedby="${name}-hint"` : ''}
    />
    ${hint ? html`<p class="muted small" id="${name}-hint">${hint}</p>` : ''}
  </div>`

const checkbox = (name: string, label: string, checked: boolean) =>
  html`<label class="check">
    <input type="checkbox" name="${name}" ${checked ? html`checked` : ''} /> ${label}
  </label>`

const saveRow = (saved: boolean) =>
  html`<div class="row">
    <button class="small">Apply</button>
    <span class="good small" role="status">${saved ? 'Applied' : ''}</span>
  </div>`

export function webhooksForm({ webhooks }: SwitchValues, saved: boolean): Html {
  return html`<form method="post" action="/switches/webhooks" class="stack">
    <h2>Webhooks</h2>
    ${checkbox('paused', 'Hold everything back', webhooks.paused)}
    ${checkbox('reorder', 'Send out of order', webhooks.reorder)}
    <div class="pair">
      ${number('repeat', 'Extra copies', webhooks.repeat, [0, 10])}
      ${number('delayMs', 'Delay, ms', webhooks.delayMs, [0, 600_000])}
    </div>
    ${saveRow(saved)}
  </form>`
}

const modeField = (name: string, label: string, chosen: ModelMode) =>
  html`<div class="field">
    <label for="${name}">${label}</label>
    <select id="${name}" name="${name}">
      ${modelModes.map(
        (mode) =>
          html`<option value="${mode}" ${mode === chosen ? html`selected` : ''}>
            ${modeLabels[mode]}
          </option>`,
      )}
    </select>
  </div>`

export function modelForm({ model, backup }: SwitchValues, saved: boolean): Html {
  return html`<form method="post" action="/switches/model" class="stack">
    <h2>Model</h2>
    ${modeField('mode', 'The next question', model.mode)}
    ${modeField('backupMode', 'The second provider', backup.mode)}
    ${checkbox('obedient', 'Obeys whatever it reads, whoever wrote it', model.mind === 'obedient')}
    <div class="pair">
      ${number('msPerToken', 'Per token, ms', model.msPerToken, [0, 1_000])}
      ${number('outputTokens', 'Answer length', model.outputTokens ?? '', [1, 50_000])}
    </div>
    <p class="muted small">Length in tokens; left empty, as long as the answer needs.</p>
    ${saveRow(saved)}
  </form>`
}

const numberIn = (form: FormData, name: string) => {
  const text = form.get(name)
  return typeof text === 'string' && text.trim() !== '' ? Number(text) : undefined
}

export const readWebhooksForm = (form: FormData): SwitchesPatch['webhooks'] => ({
  paused: form.has('paused'),
  reorder: form.has('reorder'),
  repeat: numberIn(form, 'repeat') ?? 0,
  delayMs: numberIn(form, 'delayMs') ?? 0,
})

/** Not yet checked: `switchesPatch` does that. */
export const readModelForm = (form: FormData) => ({
  model: {
    mode: form.get('mode'),
    msPerToken: numberIn(form, 'msPerToken') ?? 0,
    outputTokens: numberIn(form, 'outputTokens') ?? null,
    mind: form.has('obedient') ? 'obedient' : null,
  },
  ...(form.has('backupMode') && { backup: { mode: form.get('backupMode') } }),
})
