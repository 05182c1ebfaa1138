import { Hono } from 'hono'
import { html } from 'hono/html'
import { page, when, type Html } from '../html'
import type { Store, StoredMail } from './store'
import { mailboxStyles } from './styles'

const head = html`${mailboxStyles}`
const live = html`<script src="/assets/live.js" type="module"></script>`

const subjectOf = (mail: StoredMail) => mail.subject || '(no subject)'

function row(mail: StoredMail): Html {
  const preview = mail.text.replace(/\s+/g, ' ').trim().slice(0, 140)
  return html`<li>
    <a class="mail" href="/mailbox/${mail.id}">
      <span class="mail-to">${mail.to.join(', ')}</span>
      <span class="mail-when mono">${when(mail.receivedAt)}</span>
      <span class="mail-subject">${subjectOf(mail)}</span>
      <span class="mail-preview muted">${preview}</span>
    </a>
  </li>`
}

function filter(recipients: { address: string; count: number }[], to: string | undefined): Html {
  if (recipients.length < 2 && to === undefined) return html``
  const item = (href: string, label: string, count: number, current: boolean) =>
    html`<a href="${href}" ${current ? html`aria-current="true"` : ''}
      >${label} <span class="mono">${count}</span></a
    >`
  const all = recipients.reduce((sum, { count }) => sum + count, 0)
  return html`<nav class="filter" aria-label="Recipient">
    ${item('/mailbox', 'Everyone', all, to === undefined)}
    ${recipients.map(({ address, count }) =>
      item(`/mailbox?to=${encodeURIComponent(address)}`, address, count, address === to),
    )}
  </nav>`
}

function list(
  mails: StoredMail[],
  recipients: { address: string; count: number }[],
  to?: string,
): Html {
  const empty = html`<div class="empty">
    <h2>No mail${to === undefined ? ' yet' : ` for ${to}`}</h2>
    <p>Ask for a sign-in link in the app: it arrives here at once.</p>
  </div>`
  return page(
    'Mailbox',
    html`<div class="head">
        <div>
          <h1>Mailbox</h1>
          <p class="muted">Every mail the app sends ends here, whoever it is for.</p>
        </div>
        ${
          mails.length > 0
            ? html`<form method="post" action="/mailbox/delete">
                <button class="quiet small">Delete all</button>
              </form>`
            : ''
        }
      </div>
      <div id="mails" data-live>
        ${filter(recipients, to)}
        ${
          mails.length === 0
            ? empty
            : html`<ul class="mails">
                ${mails.map(row)}
              </ul>`
        }
      </div>`,
    { nav: 'mailbox', head: html`${head}${live}` },
  )
}

function detail(mail: StoredMail & { source: Buffer }): Html {
  const isTall = mail.html !== null
  return page(
    subjectOf(mail),
    html`<p class="small crumb"><a href="/mailbox">All mail</a></p>
      <div class="head">
        <h1>${subjectOf(mail)}</h1>
        <form method="post" action="/mailbox/${mail.id}/delete">
          <button class="quiet small">Delete</button>
        </form>
      </div>
      <dl class="headers">
        <dt>From</dt>
        <dd>${mail.from || '–'}</dd>
        <dt>To</dt>
        <dd>${mail.to.join(', ')}</dd>
        <dt>Received</dt>
        <dd class="mono">${when(mail.receivedAt)} UTC</dd>
      </dl>
      ${
        mail.links.length > 0
          ? html`<section class="ruled" aria-labelledby="links">
              <h2 id="links">${mail.links.length === 1 ? 'Link' : 'Links'}</h2>
              <ul class="links">
                ${mail.links.map((url) => html`<li><a class="mono" href="${url}" rel="noreferrer">${url}</a></li>`)}
              </ul>
            </section>`
          : ''
      }
      ${
        isTall
          ? html`<section class="ruled" aria-labelledby="html">
              <h2 id="html">Message</h2>
              <iframe
                title="The message as HTML"
                src="/mailbox/${mail.id}/html"
                sandbox="allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation"
              ></iframe>
            </section>`
          : ''
      }
      <section class="ruled" aria-labelledby="text">
        <h2 id="text">Text</h2>
        <pre tabindex="0" role="group" aria-labelledby="text">${mail.text || '(no text part)'}</pre>
      </section>
      <details class="ruled">
        <summary>Source</summary>
        <pre tabindex="0" role="group" aria-label="Source">
${mail.source.toString('utf8').slice(0, 200_000)}</pre>
      </details>`,
    { nav: 'mailbox', head },
  )
}

const missing = () =>
  page(
    'No such mail',
    html`<div class="empty">
      <h1>No such mail</h1>
      <p>It was deleted, or never came. <a href="/mailbox">All mail</a></p>
    </div>`,
    { nav: 'mailbox' },
  )

/** `/mailbox` and, for tests, `/mailbox/api/messages`. */
export function mailboxPages(store: Store): Hono {
  return new Hono()
    .get('/', async (c) => {
      const to = c.req.query('to') || undefined
      return c.html(list(await store.list(to), await store.recipients(), to))
    })
    .post('/delete', async (c) => {
      await store.clear()
      return c.redirect('/mailbox', 303)
    })
    .get('/api/messages', async (c) => c.json(await store.list(c.req.query('to') || undefined)))
    .get('/:id', async (c) => {
      const mail = await store.find(c.req.param('id'))
      return mail ? c.html(detail(mail)) : c.html(missing(), 404)
    })
    .get('/:id/html', async (c) => {
      const mail = await store.find(c.req.param('id'))
      if (!mail?.html) return c.html(missing(), 404)
      // Whatever a mail holds, it runs no script here, even when this address is opened outside the frame.
      c.header(
        'content-security-policy',
        "sandbox allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation; default-src 'none'; img-src data: https: http:; style-src 'unsafe-inline'; font-src data:",
      )
      return c.html(`<base target="_top">${mail.html}`)
    })
    .post('/:id/delete', async (c) => {
      await store.remove(c.req.param('id'))
      return c.redirect('/mailbox', 303)
    })
}
