import { readdir, readFile } from 'node:fs/promises'

/** The kernel counts in hundredths of a second. */
const ticksPerSecond = 100

/** Fields of /proc/<pid>/stat after the name, which may hold anything but ends with the last bracket. */
async function statOf(pid: number): Promise<number[]> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  return stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number)
}

/**
 * Seconds of processor time that a process has used, with its threads and all it started: those that run and those that have
 * ended (PostgreSQL has a process for each connection). Linux only: read from /proc.
 */
export async function processorSeconds(pid: number): Promise<number> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number)
  const all = await Promise.all(pids.map(async (one) => ({ one, fields: await statOf(one) })))
  let ticks = 0
  for (const { one, fields } of all) {
    const [, parent, ...rest] = fields
    const [user = 0, system = 0, endedUser = 0, endedSystem = 0] = rest.slice(9)
    if (one === pid) ticks += user + system + endedUser + endedSystem
    else if (parent === pid) ticks += user + system
  }
  return ticks / ticksPerSecond
}
