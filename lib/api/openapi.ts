import 'server-only'
import { z } from 'zod'
import { env } from '@/lib/env'
import { balanceBody } from './balance'
import { chatChunk, chatCompletion, chatRequest } from './chat-schema'
import { errorBody, insufficientCreditsBody } from './errors'
import { imagesBody, imagesRequest } from './images-schema'
import { modelsBody } from './models'
import { operations, type Operation } from './operations'
import { refusals, refusalsOf, type RefusalStatus } from './refusals'
import { usageBody } from './usage'

type JsonSchema = Record<string, unknown>

/** Schemas with a name of their own; requests are described as they are sent, answers as they are given. */
const named = {
  input: { ChatRequest: chatRequest, ImagesRequest: imagesRequest },
  output: {
    ChatCompletion: chatCompletion,
    ChatChunk: chatChunk,
    Images: imagesBody,
    Balance: balanceBody,
    Usage: usageBody,
    Models: modelsBody,
    Error: errorBody,
    InsufficientCredits: insufficientCreditsBody,
  },
} satisfies Record<'input' | 'output', Record<string, z.ZodType>>

/** Bounds that only say that a number is a whole one are left out, as is what belongs to a document of its own. */
function tidy({ jsonSchema }: { jsonSchema: JsonSchema }): void {
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum
}

function schemasOf(io: 'input' | 'output'): Record<string, JsonSchema> {
  const registry = z.registry<{ id: string }>()
  for (const [id, schema] of Object.entries(named[io])) registry.add(schema as z.ZodType, { id })
  const { schemas } = z.toJSONSchema(registry, {
    io,
    uri: (id) => `#/components/schemas/${id}`,
    override: tidy,
  })
  return Object.fromEntries(
    Object.entries(schemas).map(([id, { $schema: _version, $id: _id, ...schema }]) => [id, schema]),
  )
}

function refTo(schema: z.ZodType): JsonSchema {
  const all = Object.entries({ ...named.input, ...named.output })
  const id = all.find(([, candidate]) => candidate === schema)?.[0]
  if (!id) throw new Error('a schema of the API has no name')
  return { $ref: `#/components/schemas/${id}` }
}

const header = (description: string, schema: JsonSchema) => ({ description, schema })
const whole = { type: 'integer' }
const text = { type: 'string' }

const headers = {
  'x-request-id': header('The request’s name, also on the statement.', text),
  'x-ratelimit-limit-requests': header('Requests a minute of the plan. Absent: no limit.', whole),
  'x-ratelimit-remaining-requests': header('How many more in this minute.', whole),
  'x-ratelimit-reset-requests': header('Until the next minute begins: `12s`.', text),
  'x-tollgate-cost': header('What it cost, in micro-credits. Not on a stream.', whole),
  'x-tollgate-balance': header('What can be spent after it, in micro-credits.', whole),
  'idempotent-replayed': header('`true`: the first answer once more. It cost nothing again.', text),
  'retry-after': header('Seconds to wait.', whole),
}

const everywhere = [
  'x-request-id',
  'x-ratelimit-limit-requests',
  'x-ratelimit-remaining-requests',
  'x-ratelimit-reset-requests',
] as const

const withCost = ['x-tollgate-cost', 'x-tollgate-balance', 'idempotent-replayed'] as const

const headersOf = (names: readonly (keyof typeof headers)[]) =>
  Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]))

function answerOf({ answer, event, paid }: Operation) {
  return {
    description: event ? 'The answer; with `stream`, its chunks and `[DONE]`.' : 'The answer.',
    headers: headersOf(paid ? [...everywhere, ...withCost] : everywhere),
    content: {
      'application/json': { schema: refTo(answer) },
      ...(event && { 'text/event-stream': { schema: refTo(event) } }),
    },
  }
}

function refusalOf(status: RefusalStatus) {
  const body = status === 402 ? insufficientCreditsBody : errorBody
  return {
    description: refusals[status],
    headers: headersOf(
      status === 409 || status === 429 ? ['x-request-id', 'retry-after'] : ['x-request-id'],
    ),
    content: { 'application/json': { schema: refTo(body) } },
  }
}

function parametersOf({ query, paid }: Operation) {
  const { properties = {} } = query
    ? z.toJSONSchema(query, { io: 'input', override: tidy })
    : { properties: {} }
  return [
    ...Object.entries(properties).map(([name, schema]) => ({ name, in: 'query', schema })),
    ...(paid
      ? [
          {
            name: 'Idempotency-Key',
            in: 'header',
            description:
              'A name of yours for this request, up to 255 characters. For 24 hours the same request under it gets the first answer and is not charged again.',
            schema: { type: 'string', minLength: 1, maxLength: 255 },
          },
        ]
      : []),
  ]
}

function describe(operation: Operation) {
  const { id, summary, description, scope, body } = operation
  return {
    operationId: id,
    summary,
    description: `${description} ${scope ? `Scope: \`${scope}\`.` : 'Any key may.'}`,
    parameters: parametersOf(operation),
    ...(body && {
      requestBody: { required: true, content: { 'application/json': { schema: refTo(body) } } },
    }),
    responses: Object.fromEntries([
      ['200', answerOf(operation)],
      ...refusalsOf(operation).map((status) => [String(status), refusalOf(status)]),
      [
        'default',
        {
          description: 'Something went wrong on our side.',
          content: { 'application/json': { schema: refTo(errorBody) } },
        },
      ],
    ]),
  }
}

/** The OpenAPI 3.1 document of `/api/v1`, from the schemas its routes parse with. */
export function openApiDocument() {
  const paths: Record<string, Record<string, ReturnType<typeof describe>>> = {}
  for (const operation of operations)
    paths[operation.path] = {
      ...paths[operation.path],
      [operation.method]: describe(operation),
    }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Tollgate',
      version: '1',
      description:
        'Amounts are whole micro-credits: 1,000,000 are one credit. What is refused costs nothing.',
    },
    servers: [{ url: env().APP_URL }],
    security: [{ key: [] }],
    paths,
    components: {
      securitySchemes: { key: { type: 'http', scheme: 'bearer', description: 'tg_…' } },
      headers,
      schemas: { ...schemasOf('input'), ...schemasOf('output') },
    },
  }
}
