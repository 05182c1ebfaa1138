import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { schemaFile } from '@/prisma/engine'

const run = promisify(execFile)
const stamp = fileURLToPath(new URL('generated/.made-from', import.meta.url))
const require = createRequire(import.meta.url)

/**
 * Makes the Prisma client when it is missing or older than the schema. Returns whether it had to.
 *
 * `prisma generate` looks for the native schema engine, downloads it if it can, and then does not use it: any file
 * that exists satisfies it.
 */
export async function generate(): Promise<boolean> {
  const { version } = require('prisma/package.json') as { version: string }
  const madeFrom = createHash('sha256')
    .update(await readFile(schemaFile))
    .update(version)
    .digest('hex')
  if ((await readFile(stamp, 'utf8').catch(() => '')) === madeFrom) return false
  await run(
    process.execPath,
    [require.resolve('prisma/build/index.js'), 'generate', '--schema', schemaFile],
    {
      cwd: fileURLToPath(new URL('..', import.meta.url)),
      env: {
        ...process.env,
        PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
        PRISMA_HIDE_UPDATE_MESSAGE: '1',
        CHECKPOINT_DISABLE: '1',
      },
    },
  ).catch((cause: Error & { stdout?: string; stderr?: string }) => {
    throw new Error(
      `prisma generate failed:\n${cause.stdout || ''}${cause.stderr || cause.message}`,
      {
        cause,
      },
    )
  })
  await writeFile(stamp, madeFrom)
  return true
}
