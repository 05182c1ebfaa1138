import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { createApiKey } from '@/lib/api/keys'
import type { NewKeyInput } from '@/lib/api/key-input'
import { apiScopes } from '@/lib/auth/api-scopes'
import type { PlanKey } from '@/lib/catalogue'
import type { PrismaClient } from '@/prisma/generated/client'
import { customer } from '@/tests/support/customers'
import { testDatabase } from '@/tests/support/database'
import { modelGate } from '@/tests/support/model-gate'
import { expect } from 'vitest'

type Handler = (request: Request) => Response | Promise<Response>
export type RouteModule = Partial<Record<'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', Handler>>

const folder = join(process.cwd(), 'app/api/v1')

/** The routes there are, by their paths, as Next finds them: `/api/v1/chat`. */
export const apiRoutes: ReadonlyMap<string, () => Promise<RouteModule>> = new Map(
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('route.ts') && !file.includes('['))
    .map((file) => [
      `/api/v1/${file.slice(0, -'/route.ts'.length)}`,
      () => import(join(folder, file)) as Promise<RouteModule>,
    ]),
)

/** Calls the route of a request as Next would, with the one for unknown addresses behind them. */
export async function callApi(request: Request): Promise<Response> {
  const load =
    apiRoutes.get(new URL(request.url).pathname) ??
    (() => import('@/app/api/v1/[...path]/route') as Promise<RouteModule>)
  const handler = (await load())[request.method as keyof RouteModule]
  return handler ? handler(request) : new Response(null, { status: 405 })
}

export type Send = {
  key?: string | undefined
  body?: unknown
  headers?: Record<string, string>
  signal?: AbortSignal
}

/** One request to the API. `body` is sent as JSON, a text as it is. */
export function send(
  method: 'GET' | 'POST',
  path: string,
  { key, body, headers, signal }: Send = {},
): Promise<Response> {
  return callApi(
    new Request(`http://localhost:3000${path}`, {
      method,
      headers: {
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(key !== undefined && { authorization: `Bearer ${key}` }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      ...(signal && { signal }),
    }),
  )
}

/** A user of a plan with these micro-credits, what the ledger says, and a way to keys. */
export async function apiPerson(db: PrismaClient, micro: number, planKey: PlanKey = 'enterprise') {
  const person = await customer(db, micro, planKey)
  const { id } = person
  return {
    ...person,
    newKey: (input: Partial<NewKeyInput> = {}) =>
      createApiKey(id, { name: 'Test', scopes: [...apiScopes], life: 'never', ...input }),
    plan: (key: PlanKey) => db.userPlan.update({ where: { userId: id }, data: { planKey: key } }),
    requests: () =>
      db.apiRequest.findMany({ where: { userId: id }, orderBy: { createdAt: 'asc' } }),
  }
}

export type ApiPerson = Awaited<ReturnType<typeof apiPerson>>

/** A database with the API's routes on it. */
export async function apiWorld() {
  const { db } = await testDatabase()
  return { db, person: (micro: number, planKey?: PlanKey) => apiPerson(db, micro, planKey) }
}

/** The same with the sandbox's model behind a gate. */
export async function apiChatWorld() {
  const gate = await modelGate()
  process.env.OPENAI_BASE_URL = gate.url
  return { ...(await apiWorld()), gate, close: () => gate.close() }
}

/** An error's status and code, when it has OpenAI's shape and a sentence. */
export async function refused(response: Response): Promise<string> {
  const { error } = (await response.json()) as { error: Record<string, unknown> }
  expect(error).toMatchObject({ type: expect.any(String), code: expect.any(String) })
  expect(error.param === null || typeof error.param === 'string').toBe(true)
  expect(error.message).toMatch(/\w+ .*\.$/)
  return `${response.status} ${String(error.code)}`
}

/** How long to look for what happens by itself; no test waits for it. */
export const inTime = { timeout: 20_000 }
