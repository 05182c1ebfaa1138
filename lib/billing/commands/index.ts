import 'server-only'
import { parseArgs } from 'node:util'
import { Misused, Refused, type Command } from './command'
import { reconcileCommand } from './reconcile'
import { refund } from './refund'
import { replay } from './replay'
import { sync } from './sync'

const commands: Record<string, Command> = {
  sync,
  refund,
  replay,
  reconcile: reconcileCommand,
}

const help = [
  'Usage: npm run stripe:<command> -- <arguments>',
  '',
  ...Object.values(commands).flatMap(({ usage, does }) => [`  ${usage}`, `      ${does}`]),
]

export type Printed = { code: 0 | 1 | 2; out: string[]; err: string[] }

/** Runs a command line and answers what to print where, and the exit code. Throws what Stripe or the database throws. */
export async function runCommand([name = '', ...args]: string[]): Promise<Printed> {
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (!command) return { code: 2, out: [], err: help }
  try {
    const { values, positionals } = parse(command, args)
    const { lines, found } = await command.run(positionals, values)
    return { code: found ? 1 : 0, out: lines, err: [] }
  } catch (error) {
    if (error instanceof Refused) return { code: 1, out: [], err: [error.message] }
    if (error instanceof Misused) return { code: 2, out: [], err: [error.message] }
    throw error
  }
}

function parse({ options }: Command, args: string[]) {
  try {
    const { values, positionals } = parseArgs({ args, allowPositionals: true, options })
    return { positionals, values: values as Record<string, string | boolean | undefined> }
  } catch (error) {
    throw new Misused((error as Error).message)
  }
}
