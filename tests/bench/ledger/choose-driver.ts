import { spawnSync } from 'node:child_process'
import type { BenchOptions } from '@/tests/support/bench'
import type { Driver } from './driver'
import { nodeDriver } from './node-driver'
import { pgbenchDriver } from './pgbench'

/** pgbench when the machine has it, since it takes the least from the server's processors; else a driver in Node. */
export function chooseDriver(asked: BenchOptions['driver']): Driver {
  const found = spawnSync('pgbench', ['--version'], { encoding: 'utf8' })
  if (asked === 'pgbench' && found.status !== 0) throw new Error('pgbench is not on the PATH.')
  return found.status === 0 && asked !== 'node' ? pgbenchDriver(found.stdout.trim()) : nodeDriver()
}
