import type { Context } from '../context'
import { invalidRequest } from '../errors'

/** A lookup key names one price: another that has it gives it up, or stands in the way. */
export async function claimLookupKey(
  { store, update }: Context,
  key: string | undefined,
  transfer: boolean | undefined,
  self?: string,
): Promise<void> {
  if (!key) return
  const holder = (await store.all('price', { lookup_key: key })).find((one) => one.id !== self)
  if (!holder) return
  if (!transfer)
    throw invalidRequest(
      `A price (\`${holder.id}\`) already uses that lookup key. Pass \`transfer_lookup_key=true\` to transfer it from that price.`,
      { param: 'lookup_key' },
    )
  await update('price.updated', holder, { lookup_key: null })
}
