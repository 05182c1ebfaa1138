import 'server-only'
import { parseArgs } from 'node:util'
import type { Db } from '@/lib/db'
import { accountStatement, balance, freezeAccount, unfreezeAccount } from './accounts'
import { auditLedger } from './audit'
import { Misused, Refused, type Command } from './command'
import { grantCredits, reverseGrant } from './grants'
import { findUser } from './input'

const commands: Record<string, Command> = {
  balance,
  statement: accountStatement,
  grant: grantCredits,
  reverse: reverseGrant,
  freeze: freezeAccount,
  unfreeze: unfreezeAccount,
  audit: auditLedger,
}

const help = [
  'Usage: npm run credits -- <command> [--json]',
  '',
  ...Object.values(commands).flatMap(({ usage, does }) => [`  ${usage}`, `      ${does}`]),
  '',
  'A user is a mail address or an id. Amounts are credits with up to six decimals. A day of expiry is the last one, in UTC.',
  'Ends with 0; with 1 when it was refused or an audit found something; with 2 when it was not understood.',
]

export type Printed = { code: 0 | 1 | 2; out: string[]; err: string[] }

function parse(command: Command, args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: { ...command.options, json: { type: 'boolean' } },
    })
  } catch (error) {
    throw new Misused((error as Error).message)
  }
}

async function run(db: Db, [name = '', ...args]: string[]): Promise<Printed> {
  if (name === 'help' || name === '--help') return { code: 0, out: help, err: [] }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (!command) return { code: 2, out: [], err: help }
  const { values, positionals } = parse(command, args)
  const [who, ...rest] = command.ofUser ? positionals : [undefined, ...positionals]
  if (rest.length > 0) throw new Misused(`Not understood: ${rest.join(' ')}.`)
  if (command.ofUser && !who) throw new Misused(`Of whom? ${command.usage}`)
  const userId = who ? await findUser(db, who) : ''
  const { json, ...options } = values as Record<string, string | boolean | undefined>
  const answer = await command.run(db, { userId, options })
  const out = json ? [JSON.stringify(answer.json, null, 2)] : answer.lines
  return { code: answer.found ? 1 : 0, out, err: [] }
}

/** Runs a command line and answers what to print where, and the exit code. Throws what the database throws. */
export async function runCommand(db: Db, args: string[]): Promise<Printed> {
  try {
    return await run(db, args)
  } catch (error) {
    if (error instanceof Refused) return { code: 1, out: [], err: [error.message] }
    if (error instanceof Misused) return { code: 2, out: [], err: [error.message] }
    throw error
  }
}
