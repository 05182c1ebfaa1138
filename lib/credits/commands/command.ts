import type { ParseArgsOptionsConfig } from 'node:util'
import type { Db } from '@/lib/db'

/** What was asked for cannot be done as it stands; the message says why and that nothing was changed. Exit code 1. */
export class Refused extends Error {}

/** What was typed is not understood. Exit code 2. */
export class Misused extends Error {}

/** What a command answers: lines for people, the same as JSON, and whether something needs a person (exit code 1). */
export type Answer = { lines: string[]; json: unknown; found?: boolean }

export type Options = Record<string, string | boolean | undefined>

export type Command = {
  usage: string
  /** A sentence. */
  does: string
  options: ParseArgsOptionsConfig
  /** Whether it is about one user, named first by mail address or id. */
  ofUser: boolean
  run(db: Db, input: { userId: string; options: Options }): Promise<Answer>
}

/** The value of an option that must be there. */
export function required(options: Options, name: string): string {
  const value = options[name]
  if (typeof value !== 'string' || value.trim() === '') throw new Misused(`--${name} is missing.`)
  return value.trim()
}

/** Columns padded to their widest cell; the last is left as it is. */
export function table(rows: string[][]): string[] {
  const widths = rows.reduce<number[]>(
    (widest, row) => row.map((cell, index) => Math.max(widest[index] ?? 0, cell.length)),
    [],
  )
  return rows.map((row) =>
    row
      .map((cell, index) => (index === row.length - 1 ? cell : cell.padEnd(widths[index] ?? 0)))
      .join('  ')
      .trimEnd(),
  )
}
