/** Where a link of an answer leads. `host`: `null` within this site; else it is shown beside the link's words. */
export type Destination = { href: string; host: string | null }

const OURSELVES = 'http://self.invalid'

/**
 * Reads an address as a browser does, so that no blank, case or escape makes another one of it. `null`: it is no address, or one
 * that runs something or sends something (`javascript:`, `data:` and all the rest).
 */
export function destinationOf(address: string): Destination | null {
  let url: URL
  try {
    url = new URL(address, OURSELVES)
  } catch {
    return null
  }
  if (url.protocol === 'mailto:') return { href: url.href, host: url.pathname }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return null
  // A name before the host is only ever there to be taken for it.
  if (url.username !== '' || url.password !== '') return null
  if (url.origin !== OURSELVES) return { href: url.href, host: url.host }
  return { href: url.pathname + url.search + url.hash, host: null }
}
