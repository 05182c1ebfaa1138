import 'server-only'
import { html, type Markup } from './html'

export type Rendered = { subject: string; text: string; html: string }

type Content = {
  subject: string
  /** What the inbox shows beside the subject. */
  preview: string
  /** Plain sentences, in order; the same ones in both parts of the mail. */
  paragraphs: readonly string[]
  /** Label and value, shown as a small ruled table. */
  facts?: readonly (readonly [label: string, value: string])[]
  action?: { label: string; url: string }
  /** Said last and small: why this mail came, what to do if it should not have. */
  footnote: string
}

const ink = '#14201b'
const quiet = '#5d6b64'
const line = '#dfe5e1'
const accent = '#0f5c43'
const mono = "'Geist Mono',ui-monospace,Menlo,Consolas,monospace"

function factRows(facts: Content['facts']): Markup[] {
  return (facts ?? []).map(
    ([label, value]) =>
      html`<tr>
        <td style="padding:8px 0;border-top:1px solid ${line};color:${quiet}">${label}</td>
        <td
          align="right"
          style="padding:8px 0 8px 16px;border-top:1px solid ${line};font-family:${mono}"
        >
          ${value}
        </td>
      </tr>`,
  )
}

/** One frame for every mail: a text part that stands alone, and an HTML part of inline styles and no images. */
export function frame(content: Content): Rendered {
  const { subject, preview, paragraphs, facts = [], action, footnote } = content
  const text = [
    ...paragraphs,
    facts.map(([label, value]) => `${label}: ${value}`).join('\n'),
    action ? `${action.label}:\n${action.url}` : '',
    `--\n${footnote}\nTollgate`,
  ]
    .filter(Boolean)
    .join('\n\n')
  const body = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <meta name="color-scheme" content="light" />
        <title>${subject}</title>
      </head>
      <body style="margin:0;background:#f6f8f6">
        <div style="display:none;max-height:0;overflow:hidden">${preview}</div>
        <table role="presentation" width="100%" cellpadding="0" cellspacing="0">
          <tr>
            <td align="center" style="padding:32px 16px">
              <table
                role="presentation"
                width="100%"
                cellpadding="0"
                cellspacing="0"
                style="max-width:520px;background:#ffffff;border:1px solid ${line};border-radius:6px"
              >
                <tr>
                  <td
                    style="padding:32px;font:16px/1.5 Geist,-apple-system,'Segoe UI',Helvetica,Arial,sans-serif;color:${ink}"
                  >
                    <p style="margin:0 0 24px;font-weight:600;color:${accent}">Tollgate</p>
                    ${paragraphs.map((words) => html`<p style="margin:0 0 16px">${words}</p>`)}
                    <table
                      role="presentation"
                      width="100%"
                      cellpadding="0"
                      cellspacing="0"
                      style="margin:0 0 16px"
                    >
                      ${factRows(facts)}
                    </table>
                    ${
                      action
                        ? html`<p style="margin:0 0 24px">
                            <a
                              href="${action.url}"
                              style="display:inline-block;padding:12px 20px;border-radius:4px;background:${accent};color:#ffffff;text-decoration:none;font-weight:600"
                              >${action.label}</a
                            >
                          </p>`
                        : ''
                    }
                    <p style="margin:0;font-size:13px;color:${quiet}">${footnote}</p>
                  </td>
                </tr>
              </table>
            </td>
          </tr>
        </table>
      </body>
    </html>`
  return { subject, text, html: body.text }
}
