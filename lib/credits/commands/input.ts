import type { Db } from '@/lib/db'
import { parseCredits } from '../decimal'
import type { MicroCredits } from '../unit'
import { Misused, Refused, required, type Options } from './command'

const uuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i

/** A user by mail address or id. Throws `Refused` when there is none. */
export async function findUser(db: Db, name: string): Promise<string> {
  const user = await db.user.findUnique({
    where: uuid.test(name) ? { id: name.toLowerCase() } : { email: name.trim().toLowerCase() },
    select: { id: true },
  })
  if (!user) throw new Refused(`There is no user ${name}.`)
  return user.id
}

/** Credits from an option, exact to the micro-credit. Throws `Misused`. */
export function amountOption(options: Options, name: string, least: 0 | 1): MicroCredits {
  const given = required(options, name)
  const amount = parseCredits(given)
  if (amount === null)
    throw new Misused(
      `--${name} ${given} is not an amount of credits: digits, with at most six decimals after a point.`,
    )
  if (amount < least) throw new Misused(`--${name} must be more than 0.`)
  return amount
}

const dayShape = /^\d{4}-\d{2}-\d{2}$/
const instantShape = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/

/**
 * When credits expire: a day (`2027-01-31`) is the last on which they can be spent, in UTC; an instant must name its offset.
 * Throws `Misused` when it is neither, no day of the calendar, or not later than `now`.
 */
export function expiryOption(options: Options, name: string, now: Date): Date | null {
  if (options[name] === undefined) return null
  const given = required(options, name)
  const day = given.slice(0, 10)
  const midnight = new Date(`${day}T00:00:00Z`)
  // A day that no month has becomes another one, or none.
  const exists = !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(day)
  const expires = dayShape.test(given)
    ? new Date(midnight.getTime() + 24 * 60 * 60_000)
    : new Date(instantShape.test(given) ? given : Number.NaN)
  if (!exists || Number.isNaN(expires.getTime()))
    throw new Misused(`--${name} ${given} is no date. Say 2027-01-31 or 2027-01-31T18:00:00Z.`)
  if (expires <= now) throw new Misused(`--${name} ${given} has passed.`)
  return expires
}
