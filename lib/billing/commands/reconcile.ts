import { db } from '@/lib/db'
import { reconcile } from '../reconcile/run'
import { Refused, table, type Command } from './command'

export const reconcileCommand: Command = {
  usage: 'reconcile [--fix] [--user <mail address>]',
  does: 'compares our tables with Stripe; --fix repairs what differs',
  options: { fix: { type: 'boolean', default: false }, user: { type: 'string' } },
  async run(_positionals, { fix, user }) {
    const found = typeof user === 'string' ? await findUser(user) : undefined
    const run = await reconcile({ fix: fix === true, ...(found && { userId: found }) })
    const rows = run.findings.map(({ userId, what, ours, stripe, repaired }) => [
      userId ?? '–',
      what,
      ours,
      stripe,
      repaired ? 'repaired' : '',
    ])
    const verdict =
      run.drifts === 0 ? 'nothing differs' : `${run.drifts} differ, ${run.repaired} repaired`
    const head = ['user', 'what', 'ours', 'Stripe’s', '']
    return {
      lines: [
        ...(rows.length > 0 ? [...table([head, ...rows]), ''] : []),
        `${run.compared} compared: ${verdict}.`,
      ],
      found: run.drifts > run.repaired,
    }
  },
}

async function findUser(name: string): Promise<string> {
  const user = await db().user.findUnique({ where: { email: name.trim().toLowerCase() } })
  if (!user) throw new Refused(`There is no user ${name}.`)
  return user.id
}
