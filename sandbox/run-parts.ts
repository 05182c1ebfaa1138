import { spawn, type ChildProcess } from 'node:child_process'
import { platform } from 'node:os'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { stripVTControlCharacters } from 'node:util'

const groups = platform() !== 'win32'

function signal(child: ChildProcess, name: NodeJS.Signals): void {
  if (child.pid === undefined) return
  try {
    // The part and everything it started.
    if (groups) process.kill(-child.pid, name)
    else child.kill(name)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

export type Part = {
  name: string
  /** Resolves with how it ended, asked to or not. */
  ended: Promise<string>
  /** Resolves with the first message it sends us. */
  message: Promise<unknown>
  stop(): Promise<void>
}

/**
 * Starts the parts as children in groups of their own (Ctrl-C reaches only us, and we end them in order), passes their
 * output on with their name before each line, and sees that they end even if we are killed.
 */
export class Parts {
  readonly #parts: Part[] = []
  readonly #reaper = spawn(
    process.execPath,
    [fileURLToPath(new URL('run-reaper.mjs', import.meta.url))],
    {
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
    },
  )

  constructor(private readonly print: (line: string) => void) {
    this.#reaper.unref()
  }

  /** Also ends a process we did not start as a part. */
  guard(pid: number, name: NodeJS.Signals): void {
    this.#reaper.stdin.write(`${name} ${pid}\n`)
  }

  start(name: string, args: string[], env: Record<string, string>): Part {
    const child = spawn(process.execPath, args, {
      detached: groups,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: {
        ...env,
        NODE_ENV: 'development',
        NEXT_TELEMETRY_DISABLED: '1',
        ...(process.stdout.isTTY && { FORCE_COLOR: '1' }),
      },
    })
    if (child.pid !== undefined) this.guard(groups ? -child.pid : child.pid, 'SIGTERM')
    for (const stream of [child.stdout, child.stderr])
      if (stream)
        createInterface({ input: stream }).on('line', (line) => {
          // What only moves the cursor says nothing.
          if (stripVTControlCharacters(line).trim() !== '') this.print(`${name} │ ${line}`)
        })
    const ended = new Promise<string>((resolve) => {
      child.once('error', (error) => resolve(error.message))
      child.once('exit', (code, by) => resolve(by ?? `code ${code}`))
    })
    const part: Part = {
      name,
      ended,
      message: new Promise((resolve) => child.once('message', resolve)),
      stop: async () => {
        signal(child, 'SIGTERM')
        const patience = new AbortController()
        await Promise.race([ended, sleep(5_000, undefined, { signal: patience.signal })])
        patience.abort()
        signal(child, 'SIGKILL')
        await ended
      },
    }
    this.#parts.push(part)
    return part
  }

  /** Ends all parts, the last started first, and then the one who watches over us. */
  async stop(): Promise<void> {
    for (const part of this.#parts.toReversed()) await part.stop()
  }

  dismissReaper(): void {
    this.#reaper.stdin.end('done\n')
  }
}
