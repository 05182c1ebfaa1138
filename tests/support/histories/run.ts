import { spawnSync } from 'node:child_process'

/** Tells so many histories in a run of their own; answers whether each ended as it must. The seed tells the same ones again. */
export function tellHistories(count: number, seed: number): boolean {
  console.log(`${count} histories of payments, seed ${seed} …`)
  const began = Date.now()
  const file = 'tests/integration/billing/histories.test.ts'
  const { status } = spawnSync(
    'npx',
    ['--no-install', 'vitest', 'run', '--project', 'integration', file],
    {
      stdio: 'inherit',
      env: { ...process.env, HISTORIES: String(count), HISTORIES_SEED: String(seed) },
    },
  )
  const seconds = Math.round((Date.now() - began) / 1_000)
  console.log(
    `${count} histories, seed ${seed}: ${status === 0 ? 'all as they must be' : 'NOT as they must be'}, ${seconds} s`,
  )
  return status === 0
}
