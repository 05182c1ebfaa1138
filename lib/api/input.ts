import 'server-only'
import type { z } from 'zod'
import { env } from '@/lib/env'
import { AppError } from '@/lib/errors'
import { readJsonValue } from '@/lib/http'

/** As programs write it: `messages[0].content`. */
const pathText = (path: readonly PropertyKey[]): string =>
  path.reduce<string>(
    (text, part) =>
      typeof part === 'number' ? `${text}[${part}]` : `${text}${text && '.'}${String(part)}`,
    '',
  )

/** The first problem. A parameter nobody knows is refused by its name: to ignore it would change what was asked for. */
function refuse(issue: z.core.$ZodIssue | undefined): AppError {
  const path = issue?.path ?? []
  const unknown = issue?.code === 'unrecognized_keys' ? issue.keys[0] : undefined
  const param = pathText(unknown === undefined ? path : [...path, unknown])
  const message =
    unknown === undefined
      ? `${param ? `\`${param}\`: ` : ''}${issue?.message ?? 'The request is not valid.'}`
      : `\`${param}\` is not supported here. What is: ${env().APP_URL}/docs/api.`
  return new AppError('bad_request', `${message.replace(/[^.]$/, '$&.')} Nothing was charged.`, {
    details: {
      code: unknown === undefined ? 'invalid_value' : 'unsupported_parameter',
      param: param || null,
    },
  })
}

function parse<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  throw refuse(result.error.issues[0])
}

/** Reads and validates a body of at most `limit` bytes. Throws `AppError` with the first problem and its parameter. */
export async function readInput<Schema extends z.ZodType>(
  request: Request,
  schema: Schema,
  limit: number,
): Promise<z.output<Schema>> {
  return parse(schema, await readJsonValue(request, limit))
}

/** The same for what stands behind the question mark. A parameter said twice is nonsense. */
export function readQuery<Schema extends z.ZodType>(
  request: Request,
  schema: Schema,
): z.output<Schema> {
  const { searchParams } = new URL(request.url)
  const query = Object.fromEntries(
    [...new Set(searchParams.keys())].map((key) => {
      const values = searchParams.getAll(key)
      return [key, values.length === 1 ? values[0] : values]
    }),
  )
  return parse(schema, query)
}
