import 'server-only'
/** Markup that is safe to put into a mail as it is; made by `html`, which escapes whatever is put into it. */
export class Markup {
  constructor(readonly text: string) {}
}

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

const escape = (value: string) => value.replace(/[&<>"']/g, (character) => entities[character]!)

type Value = string | number | Markup | readonly Markup[]

const render = (value: Value): string => {
  if (value instanceof Markup) return value.text
  if (typeof value === 'string' || typeof value === 'number') return escape(String(value))
  return value.map((part) => part.text).join('')
}

export function html(strings: TemplateStringsArray, ...values: Value[]): Markup {
  return new Markup(
    strings.reduce((text, part, index) => text + render(values[index - 1] ?? '') + part),
  )
}
