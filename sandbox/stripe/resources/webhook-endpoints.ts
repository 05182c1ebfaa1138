import type { Stripe } from 'stripe'
import { z } from 'zod'
import { invalidRequest } from '../errors'
import { longId } from '../ids'
import { given, mergeMetadata } from '../merge'
import { apiVersion } from '../objects'
import { bool, clearable, metadata, pagination, text } from '../params'
import { route } from '../route'
import type { Store } from '../store'

const events = z.array(text).min(1)

export const buildEndpoint = (
  id: string,
  now: number,
  url: string,
  values: Partial<Stripe.WebhookEndpoint> = {},
): Stripe.WebhookEndpoint => ({
  id,
  object: 'webhook_endpoint',
  api_version: apiVersion,
  application: null,
  created: now,
  description: null,
  enabled_events: ['*'],
  livemode: false,
  metadata: {},
  status: 'enabled',
  url,
  ...values,
})

function checkUrl(url: string): void {
  if (!URL.canParse(url) || !/^https?:/.test(url))
    throw invalidRequest('Invalid URL: An explicit scheme (such as https) must be provided.', {
      code: 'url_invalid',
      param: 'url',
    })
}

/** The endpoint of the app this sandbox belongs to: there from the start, at the address of today. */
export async function registerAppEndpoint(
  store: Store,
  now: number,
  { url, secret }: { url: string; secret: string },
): Promise<void> {
  const id = 'we_sandboxApp'
  await store.put(buildEndpoint(id, now, url, { description: 'The app of this sandbox' }))
  await store.hide('webhook_endpoint', id, { secret })
}

export const webhookEndpointRoutes = [
  route(
    'POST',
    '/webhook_endpoints',
    {
      api_version: text.optional(),
      description: clearable(text).optional(),
      enabled_events: events,
      metadata: metadata.optional(),
      url: text,
    },
    async ({ store, now }, { url, enabled_events, description, metadata }) => {
      checkUrl(url)
      const endpoint = buildEndpoint(longId('we'), now, url, {
        enabled_events,
        description: description ?? null,
        metadata: mergeMetadata({}, metadata),
      })
      const secret = `whsec_${longId('s').slice(2)}`
      await store.put(endpoint)
      await store.hide('webhook_endpoint', endpoint.id, { secret })
      // The one time the secret is shown.
      return { ...endpoint, secret }
    },
  ),
  route('GET', '/webhook_endpoints/:id', {}, ({ store }, _params, { id = '' }) =>
    store.get('webhook_endpoint', id),
  ),
  route(
    'POST',
    '/webhook_endpoints/:id',
    {
      description: clearable(text).optional(),
      disabled: bool.optional(),
      enabled_events: events.optional(),
      metadata: metadata.optional(),
      url: text.optional(),
    },
    async ({ store }, { disabled, metadata, ...plain }, { id = '' }) => {
      const endpoint = await store.get('webhook_endpoint', id)
      if (plain.url !== undefined) checkUrl(plain.url)
      return store.put({
        ...endpoint,
        ...given(plain),
        metadata: mergeMetadata(endpoint.metadata, metadata),
        status: disabled === undefined ? endpoint.status : disabled ? 'disabled' : 'enabled',
      })
    },
  ),
  route('DELETE', '/webhook_endpoints/:id', {}, async ({ store }, _params, { id = '' }) => {
    await store.get('webhook_endpoint', id)
    await store.remove(id)
    return { id, object: 'webhook_endpoint', deleted: true } satisfies Stripe.DeletedWebhookEndpoint
  }),
  route('GET', '/webhook_endpoints', pagination, ({ store }, page) =>
    store.page('webhook_endpoint', '/v1/webhook_endpoints', page),
  ),
]
