import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { withClient } from '@/sandbox/postgres'
import type { Bench } from '@/tests/support/bench'
import { wealthyPerson } from '@/tests/support/person'
import { startServers } from '@/tests/support/servers'

/** The scripts a page names, in its tags and in what React reads to bring it to life: all that its first view loads. */
async function scriptsOf(pageUrl: string, cookie: string): Promise<string[]> {
  const response = await fetch(pageUrl, { headers: { cookie } })
  if (!response.ok || response.redirected) throw new Error(`${pageUrl}: ${response.status}`)
  const found = (await response.text()).matchAll(/static\/chunks\/[\w~.-]+\.js/g)
  return [...new Set([...found].map(([path]) => path))]
}

const bench: Bench = {
  name: 'client',
  async run() {
    if (!existsSync('.next/prerender-manifest.json'))
      execFileSync('npm', ['run', 'build'], { stdio: ['ignore', 2, 2] })
    const servers = await startServers('bench_client')
    try {
      const { cookie } = await withClient(servers.databaseUrl, wealthyPerson)
      const sizes = await Promise.all(
        (await scriptsOf(`${servers.appUrl}/assistant`, cookie)).map(async (path) => {
          const script = await fetch(`${servers.appUrl}/_next/${path}`)
          if (!script.ok) throw new Error(`${path}: ${script.status}`)
          return gzipSync(new Uint8Array(await script.arrayBuffer())).length
        }),
      )
      const bytes = sizes.reduce((sum, size) => sum + size, 0)
      return [{ name: 'client_js_assistant', value: bytes / 1_000, unit: 'kB', aim: 200 }]
    } finally {
      await servers.close()
    }
  },
}

export default bench
