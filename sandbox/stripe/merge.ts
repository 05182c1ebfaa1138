import type { Stripe } from 'stripe'

/** Metadata as Stripe updates it: given keys are set, empty values remove a key, an empty text removes all. */
export function mergeMetadata(
  before: Stripe.Metadata | null,
  given: Record<string, string> | null | undefined,
): Stripe.Metadata {
  if (given === null) return {}
  const merged = { ...before, ...given }
  return Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== ''))
}

/** Only the fields that were given, so that an update leaves the others alone. */
export function given<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>
  }
}

export function fullAddress(
  address: Partial<Stripe.Address> | null | undefined,
): Stripe.Address | null {
  if (!address) return null
  const { city, country, line1, line2, postal_code, state } = address
  return {
    city: city ?? null,
    country: country ?? null,
    line1: line1 ?? null,
    line2: line2 ?? null,
    postal_code: postal_code ?? null,
    state: state ?? null,
  }
}

/** Where goods go: nothing here ships, but it is shown as it was given. */
export function shippingOf(
  given: { address: Partial<Stripe.Address>; name: string; phone?: string | undefined } | undefined,
): Stripe.PaymentIntent.Shipping | undefined {
  if (!given) return undefined
  const { address, name, phone } = given
  return { address: fullAddress(address) ?? undefined, name, phone: phone ?? null }
}
