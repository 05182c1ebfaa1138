import { z } from 'zod'
import { invalidRequest } from './errors'
import type { Form } from './form'

/** Building blocks for parameters as they arrive: every value is text. */
export const text = z.string()

export const int = z
  .string()
  .regex(/^-?\d+$/, 'Invalid integer: {value}')
  .transform(Number)

export const decimal = z
  .string()
  .regex(/^-?\d+(\.\d+)?$/, 'Invalid decimal: {value}')
  .transform(Number)

export const bool = z
  .string()
  .regex(/^(true|false)$/, 'Invalid boolean: {value}')
  .transform((value) => value === 'true')

/** An empty text clears the field. */
export const clearable = <T extends z.ZodType>(inner: T) =>
  z.preprocess((value) => (value === '' ? null : value), inner.nullable())

export const metadata = clearable(z.record(z.string(), z.string()))

export const address = z.strictObject({
  line1: text.optional(),
  line2: text.optional(),
  city: text.optional(),
  state: text.optional(),
  postal_code: text.optional(),
  country: text.optional(),
})

export const shipping = z.strictObject({
  address,
  name: text,
  phone: text.optional(),
})

export const range = z.union([
  int,
  z.strictObject({
    gt: int.optional(),
    gte: int.optional(),
    lt: int.optional(),
    lte: int.optional(),
  }),
])

export const pagination = {
  limit: int.optional(),
  starting_after: text.optional(),
  ending_before: text.optional(),
}

const nameOf = (path: PropertyKey[]) =>
  path.map((part, index) => (index === 0 ? String(part) : `[${String(part)}]`)).join('')

function valueAt(form: unknown, path: PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null
        ? (value as Record<PropertyKey, unknown>)[key]
        : undefined,
    form,
  )
}

function listed(values: unknown[]): string {
  const names = values.map(String)
  if (names.length < 2) return names.join('')
  return `${names.slice(0, -1).join(', ')}${names.length > 2 ? ',' : ''} or ${names.at(-1)}`
}

function refusal(issue: z.core.$ZodIssue, form: Form) {
  const param = nameOf(issue.path)
  const value = valueAt(form, issue.path)
  if (issue.code === 'unrecognized_keys') {
    const names = issue.keys.map((key) => nameOf([...issue.path, key]))
    const noun = names.length > 1 ? 'parameters' : 'parameter'
    return invalidRequest(`Received unknown ${noun}: ${names.join(', ')}`, {
      code: 'parameter_unknown',
      param: names[0],
    })
  }
  if (value === undefined)
    return invalidRequest(`Missing required param: ${param}.`, { code: 'parameter_missing', param })
  if (issue.code === 'invalid_value')
    return invalidRequest(`Invalid ${param}: must be one of ${listed(issue.values)}`, { param })
  if (issue.code === 'invalid_format') {
    const code = issue.message.startsWith('Invalid integer')
      ? 'parameter_invalid_integer'
      : undefined
    return invalidRequest(issue.message.replace('{value}', String(value)), { code, param })
  }
  if (value === '')
    return invalidRequest(
      `You passed an empty string for '${param}'. We assume empty values are an attempt to unset a parameter; however '${param}' cannot be unset.`,
      { code: 'parameter_invalid_empty', param },
    )
  return invalidRequest(`Invalid ${Array.isArray(value) ? 'array' : typeof value}`, { param })
}

/** The typed parameters, or Stripe's own refusal of the first one that is wrong. */
export function readParams<T extends z.ZodType>(schema: T, form: Form): z.infer<T> {
  const result = schema.safeParse(form)
  if (result.success) return result.data
  // An unknown name is what Stripe complains about first.
  const { issues } = result.error
  const issue = issues.find((one) => one.code === 'unrecognized_keys') ?? issues[0]!
  throw refusal(issue, form)
}
