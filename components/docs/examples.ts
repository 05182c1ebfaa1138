import 'server-only'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The examples and the languages each is there in: files of docs/examples/api, which the tests run. */
export const examples = {
  chat: ['sh', 'ts'],
  stream: ['sh', 'ts'],
  idempotency: ['sh', 'ts'],
  errors: ['ts'],
  images: ['sh', 'ts'],
  balance: ['sh', 'ts'],
  usage: ['sh', 'ts'],
  models: ['sh', 'ts'],
} as const satisfies Record<string, readonly Language[]>

export type Language = 'sh' | 'ts'
export type ExampleName = keyof typeof examples

const read = new Map<string, string>()

/** An example as it is written. next.config.ts names the folder, so that it comes along wherever the app is deployed. */
export function exampleCode(name: ExampleName, language: Language): string {
  const file = `${name}.${language}`
  const code = read.get(file)
  if (code !== undefined) return code
  const text = readFileSync(join(process.cwd(), 'docs', 'examples', 'api', file), 'utf8').trimEnd()
  read.set(file, text)
  return text
}
