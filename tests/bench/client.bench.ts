import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { chromium } from '@playwright/test'
import { withClient } from '@/sandbox/postgres'
import type { Bench } from '@/tests/support/bench'
import { chromiumFlags, findChromium } from '@/tests/support/chromium.mjs'
import { wealthyPerson } from '@/tests/support/person'
import { startServers } from '@/tests/support/servers'
import { scriptsOf } from './scripts'

async function pageOf(url: string, cookie: string): Promise<string> {
  const response = await fetch(url, { headers: { cookie } })
  if (!response.ok || response.redirected) throw new Error(`${url}: ${response.status}`)
  return response.text()
}

/** The scripts a browser has loaded when its first question is answered: what came late, and ahead of a click, too. */
async function scriptsForAnswer(appUrl: string, cookie: string): Promise<string[]> {
  const browser = await chromium.launch({ executablePath: findChromium(), args: chromiumFlags })
  try {
    const context = await browser.newContext()
    const [name = '', value = ''] = cookie.split('=')
    await context.addCookies([{ name, value, url: appUrl }])
    const page = await context.newPage()
    const loaded: string[] = []
    page.on('request', (request) => void loaded.push(request.url()))
    await page.goto(`${appUrl}/assistant`, { waitUntil: 'networkidle' })
    const composer = page.getByRole('textbox', { name: 'Message' })
    await composer.fill('What is my balance?')
    await composer.press('Enter')
    await page.getByRole('button', { name: 'Answer again' }).waitFor()
    return scriptsOf(loaded.join('\n'))
  } finally {
    await browser.close()
  }
}

const bench: Bench = {
  name: 'client',
  async run() {
    if (!existsSync('.next/prerender-manifest.json'))
      execFileSync('npm', ['run', 'build'], { stdio: ['ignore', 2, 2] })
    const servers = await startServers('bench_client')
    const { appUrl } = servers
    const kilobytes = async (paths: string[]) => {
      const sizes = paths.map(async (path) => {
        const script = await fetch(`${appUrl}/_next/${path}`)
        if (!script.ok) throw new Error(`${path}: ${script.status}`)
        return gzipSync(new Uint8Array(await script.arrayBuffer())).length
      })
      return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0) / 1_000
    }
    try {
      const { cookie } = await withClient(servers.databaseUrl, wealthyPerson)
      const first = await kilobytes(scriptsOf(await pageOf(`${appUrl}/assistant`, cookie)))
      const asking = await kilobytes(await scriptsForAnswer(appUrl, cookie))
      return [
        { name: 'client_js_assistant', value: first, unit: 'kB', aim: 200 },
        { name: 'client_js_assistant_asking', value: asking, unit: 'kB' },
      ]
    } finally {
      await servers.close()
    }
  },
}

export default bench
