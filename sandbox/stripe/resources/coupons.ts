import type { Stripe } from 'stripe'
import { z } from 'zod'
import { invalidRequest, resourceMissing } from '../errors'
import { longId, shortId } from '../ids'
import { given, mergeMetadata } from '../merge'
import { clearable, bool, decimal, int, metadata, pagination, range, text } from '../params'
import { route } from '../route'

export const couponRoutes = [
  route(
    'POST',
    '/coupons',
    {
      amount_off: int.optional(),
      currency: text.optional(),
      duration: z.enum(['forever', 'once', 'repeating']).optional(),
      duration_in_months: int.optional(),
      id: text.optional(),
      max_redemptions: int.optional(),
      metadata: metadata.optional(),
      name: text.max(40).optional(),
      percent_off: decimal.optional(),
      redeem_by: int.optional(),
    },
    async ({ store, now, create }, params) => {
      const { amount_off = null, percent_off = null, currency = null } = params
      if ((amount_off === null) === (percent_off === null))
        throw invalidRequest('Must provide percent_off or amount_off.')
      if (amount_off !== null && currency === null)
        throw invalidRequest('Must provide currency when passing amount_off', { param: 'currency' })
      if (percent_off !== null && (percent_off <= 0 || percent_off > 100))
        throw invalidRequest('Invalid percent_off: must be greater than 0 and at most 100', {
          param: 'percent_off',
        })
      if (params.id && (await store.find('coupon', params.id)))
        throw invalidRequest('Coupon already exists.', {
          code: 'resource_already_exists',
          param: 'id',
        })
      return create<Stripe.Coupon>('coupon.created', {
        id: params.id ?? shortId('c').slice(2, 10),
        object: 'coupon',
        amount_off,
        created: now,
        currency,
        duration: params.duration ?? 'once',
        duration_in_months: params.duration_in_months ?? null,
        livemode: false,
        max_redemptions: params.max_redemptions ?? null,
        metadata: mergeMetadata({}, params.metadata),
        name: params.name ?? null,
        percent_off,
        redeem_by: params.redeem_by ?? null,
        times_redeemed: 0,
        valid: true,
      })
    },
  ),
  route('GET', '/coupons/:id', {}, ({ store }, _params, { id = '' }) => store.get('coupon', id)),
  route(
    'POST',
    '/coupons/:id',
    { metadata: metadata.optional(), name: clearable(text).optional() },
    async ({ store, update }, params, { id = '' }) => {
      const coupon = await store.get('coupon', id)
      return update('coupon.updated', coupon, {
        ...given({ name: params.name }),
        metadata: mergeMetadata(coupon.metadata, params.metadata),
      })
    },
  ),
  route('DELETE', '/coupons/:id', {}, async ({ store, emit }, _params, { id = '' }) => {
    const coupon = await store.get('coupon', id)
    await store.remove(id)
    await emit('coupon.deleted', coupon)
    return { id, object: 'coupon', deleted: true } satisfies Stripe.DeletedCoupon
  }),
  route('GET', '/coupons', { ...pagination, created: range.optional() }, ({ store }, page) =>
    store.page('coupon', '/v1/coupons', page),
  ),
  route(
    'POST',
    '/promotion_codes',
    {
      active: bool.optional(),
      code: text.optional(),
      customer: text.optional(),
      expires_at: int.optional(),
      max_redemptions: int.optional(),
      metadata: metadata.optional(),
      /** As it was before API version 2025-09-30: callers that name no version still send it. */
      coupon: text.optional(),
      promotion: z.strictObject({ type: z.enum(['coupon']), coupon: text }).optional(),
    },
    async ({ store, now, create }, params) => {
      const named = params.promotion?.coupon ?? params.coupon
      if (named === undefined)
        throw invalidRequest('Missing required param: promotion.', {
          code: 'parameter_missing',
          param: 'promotion',
        })
      const promotion = { type: 'coupon', coupon: named } as const
      if (!(await store.find('coupon', promotion.coupon)))
        throw resourceMissing('coupon', promotion.coupon, 'promotion[coupon]')
      const code = params.code ?? shortId('p').slice(2, 10).toUpperCase()
      const same = (await store.all('promotion_code', { active: true })).filter(
        (one) => one.code.toLowerCase() === code.toLowerCase(),
      )
      if (same.length > 0)
        throw invalidRequest(`An active promotion code with \`code: ${code}\` already exists.`, {
          param: 'code',
        })
      return create<Stripe.PromotionCode>('promotion_code.created', {
        id: longId('promo'),
        object: 'promotion_code',
        active: params.active ?? true,
        code,
        created: now,
        customer: params.customer ?? null,
        customer_account: null,
        expires_at: params.expires_at ?? null,
        livemode: false,
        max_redemptions: params.max_redemptions ?? null,
        metadata: mergeMetadata({}, params.metadata),
        promotion: { type: 'coupon', coupon: promotion.coupon },
        restrictions: {
          first_time_transaction: false,
          minimum_amount: null,
          minimum_amount_currency: null,
        },
        times_redeemed: 0,
      })
    },
  ),
  route('GET', '/promotion_codes/:id', {}, ({ store }, _params, { id = '' }) =>
    store.get('promotion_code', id),
  ),
  route(
    'POST',
    '/promotion_codes/:id',
    { active: bool.optional(), metadata: metadata.optional() },
    async ({ store, update }, params, { id = '' }) => {
      const code = await store.get('promotion_code', id)
      return update('promotion_code.updated', code, {
        ...given({ active: params.active }),
        metadata: mergeMetadata(code.metadata, params.metadata),
      })
    },
  ),
  route(
    'GET',
    '/promotion_codes',
    {
      ...pagination,
      active: bool.optional(),
      code: text.optional(),
      coupon: text.optional(),
      created: range.optional(),
      customer: text.optional(),
    },
    ({ store }, { active, code, coupon, customer, ...page }) =>
      store.page(
        'promotion_code',
        '/v1/promotion_codes',
        page,
        given({ active, code, customer, promotion: coupon ? { coupon } : undefined }),
      ),
  ),
]
