import { html, raw } from 'hono/html'
import type { HtmlEscapedString } from 'hono/utils/html'
import { styles } from './styles'

/** What `html` gives: text already escaped. */
export type Html = HtmlEscapedString | Promise<HtmlEscapedString>

export type PageOptions = {
  /** Shows the ways around (panel, mailbox). Payment pages leave it out: a customer would not see them either. */
  nav?: 'panel' | 'customers' | 'mailbox'
  /** A sentence in the band, in place of the usual one. */
  band?: string
  /** More for the head: styles or scripts of one part. */
  head?: Html
  /** The width of the content: a form, or a list. */
  width?: 'narrow' | 'medium' | 'wide'
}

const link = (href: string, label: string, current: boolean) =>
  current
    ? html`<a href="${href}" aria-current="page">${label}</a>`
    : html`<a href="${href}">${label}</a>`

/**
 * The frame of every page of the sandbox: a band that nobody can take for the real thing, then the content in `main`.
 * `body` is the page's content, its `h1` included.
 */
export function page(title: string, body: Html, options: PageOptions = {}): Html {
  const { nav, head, width = 'wide' } = options
  const band = options.band ?? 'Nothing here is real: no money moves, no mail leaves this machine.'
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex" />
        <meta name="referrer" content="same-origin" />
        <title>${title} · Sandbox</title>
        <link rel="icon" href="data:image/svg+xml,${icon}" />
        <style>
          ${raw(styles)}
        </style>
        ${head ?? ''}
      </head>
      <body>
        <a class="skip" href="#content">Skip to content</a>
        <header class="band">
          <strong>Sandbox</strong>
          <span>${band}</span>
        </header>
        ${
          nav
            ? html`<nav class="nav" aria-label="Sandbox">
                ${link('/', 'Control panel', nav === 'panel')}
                ${link('/customers', 'Customers', nav === 'customers')}
                ${link('/mailbox', 'Mailbox', nav === 'mailbox')}
              </nav>`
            : ''
        }
        <main id="content" class="${width}" tabindex="-1">${body}</main>
      </body>
    </html>`
}

const icon = encodeURIComponent(
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><path fill="#b45309" d="M0 0h16v16H0z"/><path fill="#fff" d="m0 11 11-11h4L0 15zM6 16 16 6v4l-6 6z"/></svg>`,
)

/** A moment in the reader's words, in UTC because the server cannot know the reader's zone; the exact one on hover. */
export function when(date: Date): Html {
  const text = date.toLocaleString('en-GB', {
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    timeZone: 'UTC',
  })
  return html`<time datetime="${date.toISOString()}" title="${date.toISOString()}">${text}</time>`
}
