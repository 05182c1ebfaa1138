/** JSON as Markdown for people: sentences' worth of values, lists of facts, tables of like things. */

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json | undefined }
export type JsonObject = { [key: string]: Json | undefined }

export const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** A value's own words: `{ text: "93.2 credits", … }` is an amount that knows how it is shown, `{ quoted: … }` somebody's words. */
const ownText = (value: JsonObject): string | undefined =>
  typeof value.text === 'string'
    ? value.text.replace(/^(.?1) credits$/, '$1 credit')
    : typeof value.quoted === 'string'
      ? value.quoted
      : undefined

const date = /^\d{4}-\d{2}-\d{2}$/
const moment = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/

function dateText(text: string): string {
  const at = new Date(text)
  if (Number.isNaN(at.getTime())) return text
  const day: Intl.DateTimeFormatOptions = { day: 'numeric', month: 'long', year: 'numeric' }
  return at.toLocaleString('en-GB', {
    ...day,
    ...(moment.test(text) && { hour: '2-digit', minute: '2-digit' }),
    timeZone: 'UTC',
  })
}

/** Text from data must stay text: no markup, no cell or line of its own. */
const escape = (text: string) =>
  text.replace(/\s+/g, ' ').replace(/[\\`*_[\]<>|]/g, (character) => `\\${character}`)

/** Names that only machines need. */
const isInternal = (key: string) => /^id$|(^|_)id$|[a-z]Id$|^(key|object|micro)$/.test(key)

export function label(key: string): string {
  const words = key
    .replace(/([a-z])([A-Z0-9])/g, '$1 $2')
    .replace(/(\d)([A-Za-z])/g, '$1 $2')
    .replaceAll('_', ' ')
    .toLowerCase()
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** A value in one line, or `undefined` when it needs more. */
export function inline(value: Json | undefined): string | undefined {
  if (value === null || value === undefined || value === '') return '–'
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (typeof value === 'number') return value.toLocaleString('en-US', { maximumFractionDigits: 6 })
  if (typeof value === 'string')
    return date.test(value) || moment.test(value) ? dateText(value) : escape(value)
  if (Array.isArray(value)) {
    const items = value.map((item) => (isObject(item) ? undefined : inline(item)))
    return items.every((item) => item !== undefined) ? items.join(', ') || 'none' : undefined
  }
  const text = ownText(value)
  return text === undefined ? undefined : escape(text)
}

/** The first of these fields that says something. */
export function pick(value: JsonObject, ...keys: string[]): string | undefined {
  for (const key of keys) {
    const text = value[key] === undefined || value[key] === null ? undefined : inline(value[key])
    if (text !== undefined) return text
  }
  return undefined
}

/** The one list of things in a result, wherever it is called what. */
export function listIn(value: Json): { rows: JsonObject[] } | undefined {
  if (Array.isArray(value)) return value.every(isObject) ? { rows: value } : undefined
  if (!isObject(value)) return undefined
  const lists = Object.values(value).filter(
    (entry): entry is JsonObject[] =>
      Array.isArray(entry) && entry.length > 0 && entry.every(isObject),
  )
  return lists.length === 1 && lists[0] ? { rows: lists[0] } : undefined
}

/** A row's cells: what stands in objects inside it moves up, named after both. */
function flatten(row: JsonObject, prefix = ''): [string, string][] {
  return Object.entries(row).flatMap(([key, value]): [string, string][] => {
    if (isInternal(key)) return []
    const name = prefix === '' ? key : `${prefix}_${key}`
    const text = inline(value)
    if (text !== undefined) return [[name, text]]
    return isObject(value) ? flatten(value, name) : []
  })
}

const mostRows = 10
const mostColumns = 6

const isNumeric = (text: string) =>
  /^[-−+]?[$€£]?\d[\d,.]*( credits| cr)?$/.test(text) || text === '–'

export function table(rows: JsonObject[]): string {
  const cells = rows.slice(0, mostRows).map((row) => new Map(flatten(row)))
  const all = [...new Set(cells.flatMap((row) => [...row.keys()]))]
  // A column nobody fills says nothing.
  const filled = all.filter((key) => cells.some((row) => (row.get(key) ?? '–') !== '–'))
  const columns = filled.slice(0, mostColumns)
  if (columns.length === 0) return ''
  const right = (key: string) => cells.every((row) => isNumeric(row.get(key) ?? '–'))
  const line = (texts: string[]) => `| ${texts.join(' | ')} |`
  const more = rows.length - cells.length
  return [
    line(columns.map(label)),
    line(columns.map((key) => (right(key) ? '---:' : '---'))),
    ...cells.map((row) => line(columns.map((key) => row.get(key) ?? '–'))),
    ...(more > 0 ? ['', `And ${more} more.`] : []),
  ].join('\n')
}

/** The facts of an object: one-line values as a list, then what needs a table or a list of its own. */
function facts(value: JsonObject): string {
  const lines: string[] = []
  const blocks: string[] = []
  for (const [key, entry] of Object.entries(value)) {
    if (isInternal(key) || entry === null || entry === undefined) continue
    const text = inline(entry)
    if (text !== undefined) {
      if (!(Array.isArray(entry) && entry.length === 0)) lines.push(`- ${label(key)}: **${text}**`)
    } else if (Array.isArray(entry)) blocks.push(`**${label(key)}**\n\n${block(entry)}`)
    else if (isObject(entry)) blocks.push(`**${label(key)}**\n\n${facts(entry)}`)
  }
  return [lines.join('\n'), ...blocks].filter((part) => part !== '').join('\n\n')
}

/** Any JSON value, as well as can be done without knowing what it is. */
export function block(value: Json): string {
  if (Array.isArray(value)) {
    if (value.length === 0) return 'There are none.'
    if (value.every(isObject)) return table(value)
    return value.map((item) => `- ${inline(item) ?? JSON.stringify(item)}`).join('\n')
  }
  if (isObject(value)) return ownText(value) ?? facts(value)
  return inline(value) ?? ''
}
