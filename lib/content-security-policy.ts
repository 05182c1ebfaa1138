/**
 * What a page of ours may load and run: only what comes from this server, and of scripts only those that carry the nonce of
 * this one response. A second wall behind the Markdown of answers, which shows no HTML and no pictures
 * (docs/decisions/019).
 */
export function contentSecurityPolicy({
  nonce,
  development,
  secure,
}: {
  nonce: string
  /** React rebuilds the server's stack traces with `eval`, and Next reloads over a socket, in development only. */
  development: boolean
  /** Served over https: nothing may be asked for without it. */
  secure: boolean
}): string {
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${development ? " 'unsafe-eval'" : ''}`,
    // Meters have their widths, and menus their places, in style attributes.
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    ...(development ? ["connect-src 'self' ws:"] : []),
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    ...(secure ? ['upgrade-insecure-requests'] : []),
  ].join('; ')
}
