import 'server-only'
import type { ReactElement } from 'react'
import type { Rendered } from './mail'
import type { TemplateName, TemplateProps } from './templates'
import { MailError } from './transport'

type Node = { name?: string; children?: Node[] }
type Builder = {
  openBlock(options: object): void
  closeBlock(options: object): void
  addInline(text: string): void
}

/** A label and its value on one line: `Paid: $20.00`. */
function factLine(row: Node, walk: (nodes: Node[], builder: Builder) => void, builder: Builder) {
  const [label, value] = (row.children ?? []).filter(({ name }) => name === 'td')
  builder.openBlock({ leadingLineBreaks: 1 })
  walk(label?.children ?? [], builder)
  builder.addInline(': ')
  walk(value?.children ?? [], builder)
  builder.closeBlock({ trailingLineBreaks: 1 })
}

const textOptions = {
  formatters: { factLine },
  selectors: [{ selector: 'tr[data-fact]', format: 'factLine' }],
}

/**
 * Makes both parts of a mail. React's renderer is loaded with the first mail: most processes that decide on one never
 * send it. Throws `MailError` for a name that no template has.
 */
export async function renderMail<Name extends TemplateName>(
  name: Name,
  props: TemplateProps<Name>,
): Promise<Rendered> {
  const { templates } = await import('./templates')
  if (!Object.hasOwn(templates, name)) throw new MailError(`There is no template ${name}.`)
  // Each template takes props of its own name only, and is found by that name.
  const template = templates[name] as (props: TemplateProps<Name>) => {
    subject: string
    body: ReactElement
  }
  const { render, toPlainText } = await import('@react-email/render')
  const { subject, body } = template(props)
  const html = await render(body)
  return { subject, html, text: toPlainText(html, textOptions) }
}
