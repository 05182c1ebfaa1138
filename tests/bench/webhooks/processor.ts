import { readdir, readFile } from 'node:fs/promises'

/** The kernel counts in hundredths of a second. */
const ticksPerSecond = 100

/** Seconds of processor time that a process and its threads have used. Linux only: read from /proc. */
async function usedBy(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  // What follows the name, which may hold anything but ends with the last bracket.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) / ticksPerSecond
}

/** A process's children's share too: PostgreSQL has one for each connection. Those that ended meanwhile are left out. */
export async function processorSeconds(pid: number, { children = false } = {}): Promise<number> {
  const own = await usedBy(pid)
  if (!children) return own
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number)
  const used = await Promise.all(
    pids.map(async (child) => {
      const stat = await readFile(`/proc/${child}/stat`, 'utf8').catch(() => '')
      const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
      return parent === pid ? usedBy(child) : 0
    }),
  )
  return used.reduce((sum, seconds) => sum + seconds, own)
}
