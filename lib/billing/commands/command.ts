import type { ParseArgsOptionsConfig } from 'node:util'

export { Misused, Refused, table } from '@/lib/credits/commands/command'

export type Options = Record<string, string | boolean | undefined>

/** Lines to print, and whether something needs a person (exit code 1). */
export type Answer = { lines: string[]; found?: boolean }

export type Command = {
  usage: string
  /** A sentence. */
  does: string
  options: ParseArgsOptionsConfig
  /** Throws `Misused` for what is not understood, `Refused` for what cannot be done. */
  run(positionals: string[], options: Options): Promise<Answer>
}
