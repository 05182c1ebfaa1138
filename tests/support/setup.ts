import { vi } from 'vitest'
import type { PrismaClient } from '@/prisma/generated/client'
import { testEnvironment } from './environment'

/**
 * Files run one after the other in the same process: loading and compiling the packages anew for each took a third of the
 * suite's processor time. Whatever is ours begins anew for each file: the modules, what they keep on `globalThis`, stubs,
 * the clock, the environment.
 */
const shared = globalThis as unknown as {
  environmentAtStart?: NodeJS.ProcessEnv
  tollgateDb?: PrismaClient
}

vi.resetModules()
vi.useRealTimers()
vi.unstubAllGlobals()

await shared.tollgateDb?.$disconnect()
for (const key of Object.keys(globalThis))
  if (key.startsWith('tollgate')) Reflect.deleteProperty(globalThis, key)

shared.environmentAtStart ??= { ...process.env }
for (const key of Object.keys(process.env))
  if (!(key in shared.environmentAtStart)) delete process.env[key]
Object.assign(process.env, shared.environmentAtStart, testEnvironment)
// The developer's own keys must not leak into a test.
for (const key of ['GITHUB_ID', 'GITHUB_SECRET', 'GOOGLE_ID', 'GOOGLE_SECRET', 'MAIL_FROM'])
  delete process.env[key]
