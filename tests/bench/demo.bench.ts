import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '@/sandbox/postgres'
import type { Bench, Figure } from '@/tests/support/bench'
import { freshCopy, removeCopy } from '@/tests/support/fresh-copy'

type Start = { firstPage: number; addresses: number }

/** Starts the demo in a folder and answers the seconds from the command to the first page, and to the printed addresses. */
async function start(folder: string): Promise<Start> {
  const port = await freePort(3300)
  const began = performance.now()
  const since = () => (performance.now() - began) / 1000
  const demo = spawn('npm', ['run', 'demo'], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { PATH: process.env.PATH, HOME: process.env.HOME, PORT: String(port) } as never,
  })
  const ended = once(demo, 'exit').then(([code]) => {
    throw new Error(`npm run demo ended with code ${code}`)
  })
  const printed = new Promise<number>((resolve) => {
    createInterface({ input: demo.stdout }).on('line', (line) => {
      if (line.includes('Ctrl-C ends everything')) resolve(since())
    })
  })
  const shown = async () => {
    for (;;) {
      const answer = await fetch(`http://localhost:${port}/`).catch(() => undefined)
      if (answer?.ok && (await answer.text()).includes('</html>')) return since()
      await sleep(50)
    }
  }
  try {
    const [firstPage, addresses] = await Promise.race([Promise.all([shown(), printed]), ended])
    return { firstPage, addresses }
  } finally {
    demo.kill('SIGTERM')
    await ended.catch(() => undefined)
    // npm may be gone before the runner has ended its parts.
    while (existsSync(join(folder, '.sandbox/running.json'))) await sleep(100)
    await sleep(500)
  }
}

const bench: Bench = {
  name: 'demo',
  async run({ quick }) {
    const figures: Figure[] = []
    const installed = freshCopy({ withPackages: true })
    try {
      const first = await start(installed)
      figures.push(
        { name: 'demo_to_first_page_installed', value: first.firstPage, unit: 's', aim: 15 },
        { name: 'demo_to_addresses_installed', value: first.addresses, unit: 's' },
      )
      const second = await start(installed)
      figures.push({ name: 'demo_to_first_page_second_start', value: second.firstPage, unit: 's' })
    } finally {
      removeCopy(installed)
    }
    if (quick) return figures
    const bare = freshCopy({ withPackages: false })
    try {
      const { firstPage } = await start(bare)
      figures.push({ name: 'demo_to_first_page_warm_cache', value: firstPage, unit: 's', aim: 60 })
    } finally {
      removeCopy(bare)
    }
    return figures
  },
}

export default bench
