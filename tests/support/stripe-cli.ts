import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

const command = resolve('node_modules/.bin/stripe')

export type StripeCli = {
  /** Runs to its end. */
  run(...args: string[]): Promise<{ code: number | null; output: string }>
  /** Forwards every event to `to` until it is closed; `args` say whose. */
  listen(to: string, ...args: string[]): Promise<{ secret: string; close(): Promise<void> }>
  close(): Promise<void>
}

/** Stripe's own command line, in a home of its own: neither the developer's account nor telemetry. */
export async function stripeCli(): Promise<StripeCli> {
  const home = await mkdtemp(join(tmpdir(), 'stripe-cli-'))
  const start = (args: string[]): ChildProcess =>
    spawn(command, args, {
      env: {
        NODE_ENV: 'test',
        PATH: process.env.PATH,
        HOME: home,
        STRIPE_CLI_TELEMETRY_OPTOUT: '1',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
      // What the packages call is a script that waits for the program: only their group ends both.
      detached: true,
    })
  const gather = (child: ChildProcess, hear: (all: string) => void) => {
    let output = ''
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (text: Buffer) => hear((output += text.toString())))
  }
  return {
    run: (...args) =>
      new Promise((done, fail) => {
        const child = start(args)
        let output = ''
        gather(child, (all) => (output = all))
        child.once('error', fail)
        child.once('close', (code) => done({ code, output }))
      }),
    listen: (to, ...args) =>
      new Promise((done, fail) => {
        const child = start([
          'listen',
          '--all-snapshot',
          '--latest',
          '--skip-update',
          '--forward-to',
          to,
          ...args,
        ])
        let said = ''
        const ended = once(child, 'close')
        const close = async () => {
          if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid)
          await ended
        }
        gather(child, (all) => {
          said = all
          const secret = /Ready![\s\S]*(whsec_\w+)/.exec(all)?.[1]
          if (secret) done({ secret, close })
        })
        child.once('error', fail)
        // Nothing of it after it was ready: then the promise is settled already.
        child.once('close', (code) => fail(new Error(`stripe listen ended with ${code}: ${said}`)))
      }),
    close: () => rm(home, { recursive: true, force: true }),
  }
}
