import { addMinutes, subDays, subHours, subMonths } from 'date-fns'
import { packs, plans } from '@/lib/catalogue'
import {
  credits,
  freeAllowance,
  grant,
  openAccount,
  pauseAllowance,
  readBalance,
  setAllowance,
} from '@/lib/credits'
import { db, type Db } from '@/lib/db'
import { useCredits, useUp } from '@/prisma/seed-usage'

type Person = { userId: string; name: string; now: Date }

const open = (tx: Db, userId: string, at: Date) =>
  openAccount(tx, {
    userId,
    allowance: {
      amount: credits(plans.free.creditsPerMonth),
      rolloverCap: credits(plans.free.rolloverCap),
    },
    at,
  })

async function writePayment(
  tx: Db,
  payment: {
    id: string
    userId: string
    kind: 'topup' | 'subscription'
    itemKey: string
    description: string
    amountMinor: number
    at: Date
  },
): Promise<void> {
  const { at, ...data } = payment
  await tx.payment.create({
    data: { ...data, currency: 'usd', status: 'paid', createdAt: at, syncedAt: at },
  })
}

/** Two months of Pro, paid month by month, with daily use. What comes after is a real subscription, or Free again (seed-stripe.ts). */
async function ada(tx: Db, { userId, name, now }: Person): Promise<void> {
  const { pro } = plans
  const months = [subMonths(now, 2), subMonths(now, 1), now] as const
  await open(tx, userId, subDays(months[0], 6))
  await useCredits(tx, {
    userId,
    name: `${name} at first`,
    from: subDays(months[0], 6),
    to: subDays(months[0], 1),
    perDay: 1.5,
    leave: credits(20),
  })
  await pauseAllowance(tx, { userId, sourceKey: freeAllowance, at: months[0] })
  for (const index of [0, 1] as const) {
    const [start, end] = [months[index], months[index + 1]!]
    const invoice = `in_sample${name}${index + 1}`
    await writePayment(tx, {
      id: invoice,
      userId,
      kind: 'subscription',
      itemKey: 'pro',
      description: `${pro.name} plan, monthly`,
      amountMinor: pro.prices.month.unitAmount,
      at: start,
    })
    await setAllowance(tx, {
      userId,
      sourceKey: `invoice_line:il_sample${name}${index + 1}`,
      amount: credits(pro.creditsPerMonth),
      anchor: start,
      until: end,
      rolloverCap: credits(pro.rolloverCap),
      reason: `${pro.name} plan, monthly`,
      paidBy: invoice,
      at: start,
    })
    await useCredits(tx, {
      userId,
      name: `${name} month ${index + 1}`,
      from: addMinutes(start, 90),
      to: subHours(end, 3),
      perDay: 2.2,
      leave: credits(40),
    })
  }
}

/** Free, and nearly out of credits: a question or two, then the top-up is offered. */
async function linus(tx: Db, { userId, name, now }: Person): Promise<void> {
  const from = subDays(now, 18)
  await open(tx, userId, from)
  await useCredits(tx, {
    userId,
    name,
    from,
    to: subDays(now, 2),
    perDay: 1.4,
    leave: credits(8),
  })
  const at = subHours(now, 20)
  const { available } = await readBalance(tx, userId, at)
  await useUp(tx, { userId, name, at, available, leave: credits(2) })
}

/** Free with a pack beside it: two buckets, one of which expires. */
async function mina(tx: Db, { userId, name, now }: Person): Promise<void> {
  const from = subDays(now, 24)
  const bought = subDays(now, 9)
  await open(tx, userId, from)
  await useCredits(tx, {
    userId,
    name: `${name} at first`,
    from,
    to: subDays(bought, 1),
    perDay: 0.8,
    leave: credits(60),
  })
  const pack = packs.small
  const paymentIntent = `pi_sample${name}`
  await writePayment(tx, {
    id: paymentIntent,
    userId,
    kind: 'topup',
    itemKey: 'small',
    description: pack.name,
    amountMinor: pack.unitAmount,
    at: bought,
  })
  await grant(tx, {
    userId,
    kind: 'topup',
    sourceKey: `payment_intent:${paymentIntent}`,
    amount: credits(pack.credits),
    expiresAt: null,
    reason: `Top-up: ${pack.name}`,
    paidBy: paymentIntent,
    at: bought,
  })
  await useCredits(tx, {
    userId,
    name,
    from: addMinutes(bought, 30),
    to: subHours(now, 5),
    perDay: 0.5,
    leave: credits(100),
  })
}

async function admin(tx: Db, { userId, now }: Person): Promise<void> {
  await open(tx, userId, subDays(now, 3))
}

const people = [
  { email: 'ada@example.com', name: 'Ada', role: 'user', since: 70, live: ada },
  { email: 'linus@example.com', name: 'Linus', role: 'user', since: 18, live: linus },
  { email: 'mina@example.com', name: 'Mina', role: 'user', since: 24, live: mina },
  { email: 'admin@example.com', name: 'Grace', role: 'admin', since: 90, live: admin },
] as const

/** The sample users with some weeks of history. Those who exist are left as they are. Returns a line for each made. */
export async function seedUsers(now = new Date()): Promise<string[]> {
  const lines: string[] = []
  for (const { email, name, role, since, live } of people) {
    if (await db().user.findUnique({ where: { email }, select: { id: true } })) continue
    // All of a person or nothing: a seeding that was cut off is simply started again.
    const { available } = await db().$transaction(
      async (tx) => {
        const createdAt = subDays(now, since)
        const user = await tx.user.create({
          data: { email, name, role, emailVerified: createdAt, createdAt },
        })
        await live(tx, { userId: user.id, name, now })
        return readBalance(tx, user.id, now)
      },
      { timeout: 120_000, maxWait: 10_000 },
    )
    lines.push(`${name} <${email}>: ${(available / 1_000_000).toFixed(2)} credits.`)
  }
  return lines
}
