/** Where a visitor lands who asked for no page in particular. */
export const homeOfSignedIn = '/assistant'

// Only its shape matters: what resolves to another origin than this one leads out of the app.
const here = 'http://app.invalid'

/**
 * Reduces a return address to a path of this app, whatever was sent: another site's address, `//host`, `/\host` and
 * schemes become the fallback. `origin` is the app's own, whose absolute addresses are accepted too.
 */
export function returnPath(
  value: string | null | undefined,
  { origin, fallback = homeOfSignedIn }: { origin?: string; fallback?: string } = {},
): string {
  if (!value) return fallback
  const relative = origin && value.startsWith(`${origin}/`) ? value.slice(origin.length) : value
  if (!relative.startsWith('/') || !URL.canParse(relative, here)) return fallback
  const url = new URL(relative, here)
  // `/.//host` resolves inside this origin to a path that a browser would read as another host.
  if (url.origin !== here || url.pathname.startsWith('//')) return fallback
  return url.pathname + url.search + url.hash
}
