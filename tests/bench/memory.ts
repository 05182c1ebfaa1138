import { readdir, readFile } from 'node:fs/promises'

type Process = { parent: number; kilobytes: number }

async function processes(): Promise<Map<number, Process>> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const found = new Map<number, Process>()
  await Promise.all(
    pids.map(async (pid) => {
      // Gone between the listing and the reading.
      const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
      const field = (name: string) =>
        Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1])
      if (status !== '')
        found.set(Number(pid), { parent: field('PPid'), kilobytes: field('VmRSS') || 0 })
    }),
  )
  return found
}

/** Resident memory of a process and all it started, in MB (2^20 bytes). Linux only: read from /proc. */
export async function residentMemory(pid: number): Promise<number> {
  const all = await processes()
  if (!all.has(pid)) throw new Error(`Process ${pid} is not in /proc: memory is measured on Linux.`)
  const sum = (of: number): number =>
    (all.get(of)?.kilobytes ?? 0) +
    [...all].reduce((total, [child, { parent }]) => total + (parent === of ? sum(child) : 0), 0)
  return sum(pid) / 1024
}
