import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { isAlive } from '@/sandbox/lock'
import type { Addresses } from '@/sandbox/run-environment'

/** What `npm run dev` leaves for the other commands of this checkout: that it runs, and where. */
const file = '.sandbox/running.json'

export type Running = { pid: number; appPort: number; addresses: Addresses }

/** True when somebody answers on the port of this machine. */
const accepts = (port: number) =>
  new Promise<boolean>((resolve) => {
    const socket = connect({ port, host: 'localhost' })
    socket.once('error', () => resolve(false))
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
  })

/** The run of this checkout; `undefined` when there is none, also when one left its record behind. */
export async function readRunning(): Promise<Running | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined)
  if (text === undefined) return undefined
  const running = JSON.parse(text) as Running
  return isAlive(running.pid) && (await accepts(running.appPort)) ? running : undefined
}

export async function writeRunning(running: Running): Promise<void> {
  await mkdir('.sandbox', { recursive: true })
  await writeFile(file, JSON.stringify(running))
}

export const removeRunning = () => rm(file, { force: true })
