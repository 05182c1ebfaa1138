import type { Db } from '@/lib/db'
import { runAudit } from '../audit-run'
import { findingText, toFinding, type Finding } from '../audit-words'
import { audit } from '../ledger'
import { Misused, table, type Answer, type Command } from './command'
import { findUser } from './input'

const head = ['user', 'problem', 'of', 'in words']

function answer(findings: Finding[], problems: number, looked: string, json: object): Answer {
  const rows = findings.map((finding) => [
    finding.userId,
    finding.problem,
    finding.subject,
    findingText(finding),
  ])
  const verdict = problems === 0 ? 'nothing found' : `${problems} found`
  return {
    lines: [...(rows.length > 0 ? [...table([head, ...rows]), ''] : []), `${looked}: ${verdict}.`],
    json: { ...json, problems, findings },
    found: problems > 0,
  }
}

async function ofUser(db: Db, name: string): Promise<Answer> {
  const userId = await findUser(db, name)
  const findings = (await audit(db, { userId })).map(toFinding)
  return answer(findings, findings.length, name, { kind: 'user', userId })
}

export const auditLedger: Command = {
  usage: 'audit [--full | --user <user>]',
  does: 'compares balances with their parts: what moved lately, everything, or one user',
  options: { full: { type: 'boolean' }, user: { type: 'string' } },
  ofUser: false,
  async run(db, { options: { full, user } }) {
    if (full && user) throw new Misused('Say --full or --user, not both.')
    if (typeof user === 'string') return ofUser(db, user)
    const run = await runAudit(db, full ? 'full' : 'incremental')
    const { kind, accounts } = run
    const looked = `${accounts} accounts ${kind === 'full' ? 'in all' : 'that moved'}`
    return answer(run.findings, run.problems, looked, { kind, accounts })
  },
}
