import type { Command } from './ledger-commands'
import { periods } from './ledger-commands'

/** The ledger's functions past Prisma, from any connection: for tests that ask from many at once. */
export type Connection = {
  query(sql: string, values: unknown[]): Promise<{ rows: Record<string, unknown>[] }>
}

/** `net`: what the answer says that available + held − debt gained; `once`: the movement that may happen only once. */
export type Answer = { outcome: string; net: number; once?: string; error?: string }

const hour = 3_600_000
const outcomeOf = (row: Record<string, unknown> | undefined) => String(row?.outcome)

/** Asked under the lock of a clock that stands still (`at`), as all commands of a round are. */
export async function ask(
  connection: Connection,
  userId: string,
  command: Exclude<Command, { do: 'wait' | 'notify' }>,
  at: Date,
): Promise<Answer> {
  const call = async (sql: string, ...values: unknown[]) =>
    (await connection.query(`select * from ${sql}`, values)).rows[0]
  const until = (hours: number | null) =>
    hours === null ? null : new Date(at.getTime() + hours * hour)
  switch (command.do) {
    case 'grant': {
      const { kind, key, amount, hours } = command
      const asked = [userId, kind, key, amount, until(hours), at]
      const row = await call(
        `credit_grant($1, $2, $3, $4, $5, null, 'test', null, null, $6)`,
        ...asked,
      )
      const first = row?.outcome === 'granted'
      const once = first ? { once: `grant ${key}` } : {}
      return { outcome: outcomeOf(row), net: first ? amount : 0, ...once }
    }
    case 'allow': {
      const { key, amount, cap } = command
      const anchor = at.getTime() - command.ago * hour
      const end = key === 'free' ? null : new Date(periods(anchor, command.months).end)
      const asked = [userId, key, amount, new Date(anchor), end, cap, at]
      const row = await call(
        `credit_set_allowance($1, $2, $3, $4, $5, $6, 'test', null, $7)`,
        ...asked,
      )
      const once = row?.outcome === 'granted' ? { once: `allow ${key}` } : {}
      return { outcome: outcomeOf(row), net: 0, ...once }
    }
    case 'pause':
      await call('credit_pause_allowance($1, $2, $3, $4)', userId, command.key, command.paused, at)
      return { outcome: 'done', net: 0 }
    case 'reserve': {
      const { key, hash, amount, hours } = command
      const asked = [userId, key, Buffer.from(hash), amount, hours * 3600, at]
      const row = await call('credit_reserve($1, $2, $3, $4, $5, $6)', ...asked)
      const once = row?.outcome === 'held' ? { once: `begin ${key}` } : {}
      return { outcome: outcomeOf(row), net: 0, ...once }
    }
    case 'charge': {
      const { key, hash, amount } = command
      const asked = [userId, key, Buffer.from(hash), amount, at]
      const row = await call('credit_charge($1, $2, $3, $4, null, $5)', ...asked)
      if (row?.outcome !== 'charged') return { outcome: outcomeOf(row), net: 0 }
      return { outcome: 'charged', net: -Number(row.captured), once: `begin ${key}` }
    }
    case 'renew': {
      await call('credit_renew($1, $2, $3, $4)', userId, command.key, command.hours * 3600, at)
      return { outcome: 'done', net: 0 }
    }
    case 'settle': {
      const { key, actual } = command
      const row = await call(`credit_close($1, $2, 'burn', $3, null, $4)`, userId, key, actual, at)
      if (row?.outcome !== 'closed') return { outcome: outcomeOf(row), net: 0 }
      return { outcome: 'closed', net: -actual, once: `burn ${key}` }
    }
    case 'release': {
      const { key } = command
      const row = await call(`credit_close($1, $2, 'release', p_now => $3)`, userId, key, at)
      const once = row?.outcome === 'closed' ? { once: `release ${key}` } : {}
      return { outcome: outcomeOf(row), net: 0, ...once }
    }
    case 'reverse': {
      const asked = [userId, command.key, command.target, at]
      const row = await call('credit_reverse($1, $2, $3, null, $4)', ...asked)
      const net = Number(row?.moved ?? 0) - Number(row?.debt_moved ?? 0)
      return { outcome: outcomeOf(row), net }
    }
    case 'roll':
      await call('credit_roll($1, $2)', userId, at)
      return { outcome: 'done', net: 0 }
    case 'sweep':
      await call('credit_sweep(1000, $1)', at)
      return { outcome: 'done', net: 0 }
    case 'freeze':
      await call('credit_freeze($1, $2, $3)', userId, command.cause, command.frozen)
      return { outcome: 'done', net: 0 }
  }
}
