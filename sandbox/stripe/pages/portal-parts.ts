import { html } from 'hono/html'
import type { Html } from '../../html'
import { homeOf, type Visit } from './portal-view'

/** The way back: home, or to the shop when the session is for one task only. */
export function backLink(visit: Visit): Html {
  const { flow, session } = visit
  if (!flow) return html`<p class="crumb"><a href="${homeOf(visit)}">Back to your billing</a></p>`
  return session.return_url
    ? html`<p class="crumb"><a href="${session.return_url}">Back to the shop</a></p>`
    : html``
}

export const refusal = (sentence: string | undefined): Html =>
  sentence
    ? html`<p class="notice bad" role="alert"><strong>${sentence}</strong> Nothing was changed.</p>`
    : html``
