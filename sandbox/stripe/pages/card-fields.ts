import { html, raw } from 'hono/html'
import type { Html } from '../../html'
import { countries, type FieldName, type Problems, type Values } from './card-form'

const chips: [label: string, number: string][] = [
  ['Success', '4242 4242 4242 4242'],
  ['Declined', '4000 0000 0000 0002'],
  ['Insufficient funds', '4000 0000 0000 9995'],
  ['3-D Secure', '4000 0027 6000 3184'],
  ['Expired card', '4000 0000 0000 0069'],
]

type FieldOptions = { hint?: string; attributes?: string }

function field(
  name: FieldName,
  label: string,
  values: Partial<Values>,
  problems: Problems,
  { hint, attributes = '' }: FieldOptions = {},
): Html {
  const problem = problems[name]
  const described = [problem ? `${name}-problem` : '', hint ? `${name}-hint` : ''].join(' ').trim()
  return html`<div class="field">
    <label for="${name}">${label}</label>
    <input
      id="${name}"
      name="${name}"
      value="${values[name] ?? ''}"
      ${raw(attributes)}
      ${described ? html`aria-describedby="${described}"` : ''}
      ${problem ? raw('aria-invalid="true"') : ''}
      required
    />
    ${hint ? html`<span id="${name}-hint" class="muted small">${hint}</span>` : ''}
    ${problem ? html`<span id="${name}-problem" class="bad">${problem}</span>` : ''}
  </div>`
}

export const emailField = (values: Partial<Values>, problems: Problems) =>
  field('email', 'Email', values, problems, {
    attributes: 'type="email" autocomplete="email" inputmode="email"',
  })

/** A field that is no part of a card. */
export function textField(name: string, label: string, value = '', problem?: string): Html {
  return html`<div class="field">
    <label for="${name}">${label}</label>
    <input
      id="${name}"
      name="${name}"
      value="${value}"
      ${problem ? raw(`aria-invalid="true" aria-describedby="${name}-problem"`) : ''}
    />
    ${problem ? html`<span id="${name}-problem" class="bad" role="alert">${problem}</span>` : ''}
  </div>`
}

const testCardChips = html`<div>
  <p class="small muted" id="chips-label">Fill in a test card</p>
  <ul class="chips" aria-labelledby="chips-label">
    ${chips.map(
      ([label, number]) =>
        html`<li>
          <button type="button" class="quiet small" data-card="${number}">
            ${label}<span class="visually-hidden">, ${number}</span>
          </button>
        </li>`,
    )}
  </ul>
  <noscript
    ><p class="small muted">
      ${chips.map(([label, number]) => `${label}: ${number}`).join(' · ')}
    </p></noscript
  >
</div>`

export function cardFields(values: Partial<Values>, problems: Problems): Html {
  return html`<fieldset class="fields">
      <legend>Card</legend>
      ${testCardChips}
      ${field('number', 'Card number', values, problems, {
        attributes:
          'class="mono" inputmode="numeric" autocomplete="cc-number" placeholder="1234 1234 1234 1234"',
      })}
      <div class="pair">
        ${field('expiry', 'Expiry (MM / YY)', values, problems, {
          attributes:
            'class="mono" inputmode="numeric" autocomplete="cc-exp" placeholder="12 / 34"',
        })}
        ${field('cvc', 'Security code', values, problems, {
          attributes:
            'class="mono" inputmode="numeric" autocomplete="cc-csc" placeholder="123" maxlength="4"',
        })}
      </div>
    </fieldset>
    <fieldset class="fields">
      <legend>Billing address</legend>
      ${field('name', 'Name on card', values, problems, { attributes: 'autocomplete="cc-name"' })}
      <div class="pair">
        <div class="field">
          <label for="country">Country or region</label>
          <select
            id="country"
            name="country"
            autocomplete="country"
            ${problems.country ? raw('aria-invalid="true" aria-describedby="country-problem"') : ''}
          >
            ${countries.map(
              ([code, name]) =>
                html`<option
                  value="${code}"
                  ${code === (values.country || 'US') ? raw('selected') : ''}
                >
                  ${name}
                </option>`,
            )}
          </select>
          ${problems.country ? html`<span id="country-problem" class="bad">${problems.country}</span>` : ''}
        </div>
        ${field('postal_code', 'Postal code', values, problems, { attributes: 'autocomplete="postal-code"' })}
      </div>
    </fieldset>`
}

/** Fills a test card at a click, and greys out the button once pressed. The page works without it. */
export const enhancement: Html = html`<script type="module">
  ${raw(`
    for (const chip of document.querySelectorAll('[data-card]')) {
      chip.addEventListener('click', () => {
        const set = (id, value) => { const field = document.getElementById(id); if (field && !field.value) field.value = value }
        document.getElementById('number').value = chip.dataset.card
        set('expiry', '12 / 34'); set('cvc', '123'); set('name', 'Test Customer'); set('postal_code', '10115'); set('email', 'customer@example.com')
        document.getElementById('pay')?.focus()
      })
    }
    for (const form of document.querySelectorAll('form[data-once]')) {
      form.addEventListener('submit', (event) => {
        if (form.dataset.sent) { event.preventDefault(); return }
        form.dataset.sent = 'yes'
        const button = form.querySelector('#pay')
        if (button) { button.setAttribute('aria-disabled', 'true'); button.textContent = 'Processing…' }
      })
      addEventListener('pageshow', () => delete form.dataset.sent)
    }
    document.querySelector('[aria-invalid]')?.focus()
  `)}
</script>`
