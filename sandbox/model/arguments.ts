import { actionArguments } from './action-arguments'
import type { FunctionTool } from './request'

type Schema = Record<string, unknown>

const isSchema = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const words = (text: string) =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()

/** The counts a text names. "3 credits", "$20" and "the last 7 days" count nothing a tool could be asked for. */
const countsIn = (text: string) =>
  [
    ...text.matchAll(
      /(?<![$€£\d.,])\d[\d,]*(?:\.\d+)?(?!\d)(?!\s*(?:credits?|cr|%|dollars?|usd|days?|hours?|minutes?|tokens?)\b)/gi,
    ),
  ].map(([digits]) => Number(digits.replaceAll(',', '')))

const mentions = (text: string, value: unknown) =>
  ` ${words(text)} `.includes(` ${words(String(value))} `)

/** `undefined`: the question does not say. */
function valueFor(schema: Schema, question: string): unknown {
  const branches = schema.anyOf ?? schema.oneOf
  if (Array.isArray(branches)) {
    for (const branch of branches.filter(isSchema)) {
      const value = valueFor(branch, question)
      if (value !== undefined) return value
    }
    return undefined
  }
  if ('const' in schema) return mentions(question, schema.const) ? schema.const : undefined
  if (Array.isArray(schema.enum))
    return schema.enum.find((value) => value !== null && mentions(question, value))
  const types = [schema.type].flat()
  if (types.includes('integer') || types.includes('number')) {
    const from = Number(schema.minimum ?? schema.exclusiveMinimum ?? -Infinity)
    const to = Number(schema.maximum ?? schema.exclusiveMaximum ?? Infinity)
    return countsIn(question).find(
      (n) => n >= from && n <= to && (!types.includes('integer') || Number.isInteger(n)),
    )
  }
  return undefined
}

/** The plainest value a schema allows, for a property that must be there though nobody named it. */
function plainest(schema: Schema): unknown {
  if ('default' in schema) return schema.default
  const branches = schema.anyOf ?? schema.oneOf
  if (Array.isArray(branches)) {
    const options = branches.filter(isSchema)
    if (options.some((option) => option.type === 'null')) return null
    return options[0] ? plainest(options[0]) : null
  }
  if ('const' in schema) return schema.const
  const types = [schema.type].flat()
  if (types.includes('null')) return null
  if (Array.isArray(schema.enum)) return schema.enum[0]
  if (types.includes('integer') || types.includes('number'))
    return Number(
      schema.minimum ?? (schema.maximum === undefined ? 1 : Math.min(10, Number(schema.maximum))),
    )
  if (types.includes('boolean')) return false
  if (types.includes('array')) return []
  if (types.includes('object')) return fill(schema, '')
  return ''
}

function fill(schema: Schema, question: string): Record<string, unknown> {
  const properties = isSchema(schema.properties) ? schema.properties : {}
  const required = Array.isArray(schema.required) ? schema.required : []
  const filled: Record<string, unknown> = {}
  for (const [name, property] of Object.entries(properties)) {
    if (!isSchema(property)) continue
    const said = valueFor(property, question)
    if (said !== undefined) filled[name] = said
    else if (required.includes(name)) filled[name] = plainest(property)
  }
  return filled
}

/** Arguments that fit the tool's JSON schema: what the question names, and the plainest value for what it must have. */
export function argumentsFor(tool: FunctionTool, question: string): Record<string, unknown> {
  return actionArguments(tool, question) ?? fill(tool.parameters ?? {}, question)
}
